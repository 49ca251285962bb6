"use strict";
// The data of the drawing: nodes and arrows by number, and which arrows touch a node. `net` is all that the files share.
const net = {};
{
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data");
  net.title = data.title;
  net.heads = data.heads;
  net.asOf = data.as_of;
  net.legal = data.made;
  // What claims and citations say is read when the first of them is asked for.
  let evidence = null;
  net.evidence = () => (evidence ||= read("evidence"));
  net.nodes = data.drawn.nodes;
  net.nodes.forEach((node, i) => Object.assign(node, data.nodes[i]));
  net.number = new Map(net.nodes.map((node, i) => [node.id, i]));
  net.arrows = data.drawn.arrows;
  net.arrows.forEach((arrow, j) => {
    Object.assign(arrow, data.arrows[j]);
    arrow.start = net.number.get(arrow.from);
    arrow.end = net.number.get(arrow.to);
  });
  net.arrowNumber = new Map(net.arrows.map((arrow, j) => [arrow.id, j]));
  net.folds = net.nodes.some((node) => !node.core);
  net.near = net.nodes.map(() => []);
  net.arrows.forEach((arrow, j) => {
    net.near[arrow.start].push(j);
    if (arrow.end !== arrow.start) net.near[arrow.end].push(j);
  });
  net.other = (j, i) => (net.arrows[j].start === i ? net.arrows[j].end : net.arrows[j].start);
  // The days on which something begins, ends or is judged, and the page's own: where a slider has something to show.
  const days = new Set([net.asOf]);
  for (const { dates } of net.arrows) {
    for (const day of [dates.begins[1] || dates.begins[0], dates.ends[0], dates.only]) if (day) days.add(day);
  }
  net.days = [...days].sort();
}
