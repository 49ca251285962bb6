"use strict";
// The panel beside the drawing: what the chosen node or arrow rests on, claim by claim.
{
  const panel = document.getElementById("panel");
  const MOST = 60; // arrows listed of one node; the table has all
  const { element, button } = net;

  net.arrowWords = function (j) {
    const { start, end, label } = net.arrows[j];
    return [net.nodes[start].title, label, net.nodes[end].title].join(" → ");
  };

  function name(i, parent) {
    const made = button("", parent, () => net.choose({ node: i }), "name");
    element("bdi", net.nodes[i].title, made);
  }

  function claimItem(id, list) {
    const { claims, citations, sources } = net.evidence();
    const { citation, places, quote, source } = claims[id];
    const cited = citations[citation];
    const item = element("li", "", list);
    net.cite(citation, item);
    item.append(" ");
    element("bdi", cited.title, item);
    item.append(". ");
    element("bdi", cited.by, item);
    if (cited.stated_by) {
      item.append(", according to ");
      element("bdi", cited.stated_by, item);
    }
    if (quote) element("bdi", quote, element("q", "", element("div", "", item)));
    if (cited.url) {
      const address = element("a", cited.url, element("div", "", item, "address"));
      address.href = cited.url;
      address.rel = "noreferrer noopener";
    }
    element("div", "Source: " + (sources[source] || source) + (places.length ? ", at " + places.join(", ") : ""), item);
    element("code", id, element("div", "Claim ", item));
  }

  function claims(ids, parent) {
    const list = element("ul", "", parent, "claims");
    for (const id of ids) claimItem(id, list);
  }

  function arrowItem(j, seen, list, whole) {
    const arrow = net.arrows[j];
    const item = element("li", "", list);
    name(arrow.start, item);
    element("span", " → ", item, "kind").setAttribute("aria-hidden", "true");
    element("bdi", arrow.label, item);
    element("span", " → ", item, "kind").setAttribute("aria-hidden", "true");
    name(arrow.end, item);
    if (arrow.detail) element("bdi", arrow.detail, element("p", "", item, "hint"));
    const doubts = [...arrow.notes];
    if (net.state.day !== null && net.holdsWords[seen.when[j]]) doubts.push(net.holdsWords[seen.when[j]]);
    for (const note of doubts) element("span", note, element("div", "", item), "badge doubt");
    if (whole) {
      claims(arrow.claims, item);
      return;
    }
    const says = element("details", "", item);
    element("summary", "Who says so? " + net.many(arrow.claims.length, "claim"), says);
    // Filled when it is opened, so that a node of many arrows is shown at once.
    says.addEventListener("toggle", () => says.querySelector("ul") || claims(arrow.claims, says));
  }

  function nodeTools(i, seen, parent) {
    const { state } = net;
    const tools = element("div", "", parent, "tools");
    if (seen.folded[i]) button("Unfold " + net.many(seen.folded[i], "neighbour"), tools, () => net.unfold(i));
    if (state.open.includes(i)) button("Fold its neighbours", tools, () => net.fold(i));
    button("Path from here", tools, () => net.pathEnd("from", i));
    button("Path to here", tools, () => net.pathEnd("to", i));
  }

  function showNode(i, seen) {
    const node = net.nodes[i];
    element("bdi", node.title, element("h4", "", panel));
    element("p", node.caption, panel, "kind");
    if (node.detail) element("bdi", node.detail, element("p", "", panel));
    nodeTools(i, seen, panel);
    if (node.claims.length) {
      const says = element("details", "", panel);
      element("summary", "Who names it? " + net.many(node.claims.length, "claim"), says);
      says.addEventListener("toggle", () => says.querySelector("ul") || claims(node.claims, says));
    }
    const arrows = net.near[i].filter((j) => seen.arrows[j]);
    element("p", net.many(arrows.length, "arrow") + " drawn here.", panel, "hint");
    const list = element("ul", "", panel);
    for (const j of arrows.slice(0, MOST)) arrowItem(j, seen, list, arrows.length === 1);
    if (arrows.length > MOST) element("p", arrows.length - MOST + " more stand in the table below.", panel, "hint");
  }

  function showPath(seen) {
    const { from, to } = net.state;
    const heading = element("h4", "", panel);
    heading.append("From ");
    element("bdi", net.nodes[from].title, heading);
    heading.append(" to ");
    element("bdi", net.nodes[to].title, heading);
    if (net.path) {
      element("p", "The shortest path has " + net.many(net.path.arrows.length, "arrow") + ". Each reads in its own direction; a path proves no influence.", panel, "hint");
      const list = element("ul", "", panel);
      for (const j of net.path.arrows) arrowItem(j, seen, list, false);
    } else {
      element("p", "No path runs between them over the arrows that the filters leave. That proves nothing: a source may be missing.", panel);
    }
    button("Leave the path", panel, net.leavePath);
  }

  net.tell = function (seen) {
    const { node, arrow, from, to } = net.state;
    const inside = panel.contains(document.activeElement);
    panel.replaceChildren();
    // Who was in the panel stays in it: the button that had the focus is gone.
    if (inside) panel.focus({ preventScroll: true });
    panel.scrollTop = 0;
    if (arrow !== null) {
      element("h4", "One arrow", panel);
      arrowItem(arrow, seen, element("ul", "", panel), true);
    } else if (node !== null) showNode(node, seen);
    else if (from !== null && to !== null) showPath(seen);
    else {
      element("p", "Choose a box or an arrow in the drawing, or find a name, to see who says so.", panel, "hint");
      if (from !== null || to !== null) element("p", "Now choose the other end of the path.", panel);
    }
  };
}
