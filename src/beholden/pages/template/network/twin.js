"use strict";
// The table that says what the drawing says: a row for each arrow that is drawn, and for no other. It is made when it is
// first opened: thousands of rows that nobody looks at would keep the drawing waiting.
{
  const { element, button } = net;
  const place = document.getElementById("twin-place");
  const whole = place.closest("details");
  let rows = null;
  let seen = null;

  function make() {
    const twin = element("table", "");
    twin.id = "twin";
    twin.className = "live";
    const heads = element("tr", "", element("thead", "", twin));
    for (const head of net.heads) element("th", head, heads).scope = "col";
    const body = element("tbody", "", twin);
    rows = net.arrows.map((arrow, j) => row(arrow, j, body));
    place.replaceChildren(twin);
  }

  function row(arrow, j, body) {
    const made = element("tr", "", body, arrow.unsure ? "unsure" : "");
    element("bdi", net.nodes[arrow.start].title, element("td", "", made));
    const relation = element("td", "", made);
    element("bdi", arrow.label, relation);
    for (const note of arrow.notes) {
      relation.append(" ");
      element("bdi", note, element("span", "", relation, "badge doubt"));
    }
    element("bdi", net.nodes[arrow.end].title, element("td", "", made));
    element("bdi", arrow.detail, element("td", "", made));
    const cites = element("td", "", made, "is-cites");
    for (const number of arrow.citations) {
      net.cite(number, cites);
      cites.append(" ");
    }
    button("who says so?", cites, () => net.choose({ arrow: j }, true), "pick");
    return made;
  }

  function show() {
    if (!whole.open || seen === null) return;
    if (rows === null) make();
    rows.forEach((row, j) => (row.hidden = !seen.arrows[j]));
  }

  whole.addEventListener("toggle", show);
  net.list = function (now) {
    seen = now;
    document.getElementById("twin-count").textContent = net.many(now.count.arrows, "arrow");
    show();
  };
}
