"use strict";
// The shortest way between two nodes over the arrows that the filters leave, whichever way these point; null where
// there is none. What sources state goes before what is computed, and that before unsure joins.
net.route = function (from, to, fits) {
  const rank = (j) => (net.arrows[j].unsure ? 2 : net.arrows[j].derived ? 1 : 0);
  const cameBy = new Map([[from, null]]);
  let level = [from];
  while (level.length && !cameBy.has(to)) {
    const next = [];
    for (const wanted of [0, 1, 2]) {
      for (const i of level) {
        for (const j of net.near[i]) {
          const other = net.other(j, i);
          if (!fits[j] || rank(j) !== wanted || cameBy.has(other)) continue;
          cameBy.set(other, j);
          next.push(other);
        }
      }
    }
    level = next;
  }
  if (!cameBy.has(to)) return null;
  const nodes = [to];
  const arrows = [];
  while (nodes[0] !== from) {
    const j = cameBy.get(nodes[0]);
    arrows.unshift(j);
    nodes.unshift(net.other(j, nodes[0]));
  }
  return { nodes, arrows };
};
