"use strict";
// What is seen, in the page's address: so a link leads to it. Ids stand in it, so that a new page of the same graph
// can follow it; what that does not have is passed over.
{
  const MARK = "#net?";
  const id = (i) => (i === null ? "" : net.nodes[i].id);

  net.offAtFirst = [];

  net.address = function () {
    const { state } = net;
    const off = [...state.off].sort();
    const asAtFirst = off.join() === net.offAtFirst.join();
    const given = [
      ["day", state.day],
      ...(asAtFirst ? [] : off.length ? off.map((kind) => ["off", kind]) : [["off", "nothing"]]),
      ...[...state.offSources].sort().map((source) => ["without", source]),
      ["list", state.list],
      ["rule", state.rule],
      ["unsure", state.unsure && "1"],
      ["whole", state.whole && net.folds && "1"],
      ...state.open.map((i) => ["open", id(i)]),
      ...state.extra.map((i) => ["extra", id(i)]),
      ["node", id(state.node)],
      ["arrow", state.arrow === null ? "" : net.arrows[state.arrow].id],
      ["from", id(state.from)],
      ["to", id(state.to)],
      ["at", state.view && state.view.join("_")],
    ];
    return MARK + new URLSearchParams(given.filter(([, value]) => value));
  };

  // Take the state from the page's address; false where it says nothing of the drawing.
  net.follow = function () {
    if (!location.hash.startsWith(MARK)) return false;
    const given = new URLSearchParams(location.hash.slice(MARK.length));
    const all = (name) => given.getAll(name).map((id) => net.number.get(id)).filter((i) => i !== undefined);
    const one = (name) => all(name)[0] ?? null;
    const end = (name, others) => {
      const value = given.get(name);
      return net.number.has(value) || others.includes(value) ? value : "";
    };
    const view = (given.get("at") || "").split("_").map(Number);
    Object.assign(net.state, {
      day: /^\d{4}-\d{2}-\d{2}$/.test(given.get("day")) ? given.get("day") : null,
      off: new Set(given.has("off") ? given.getAll("off") : net.offAtFirst),
      offSources: new Set(given.getAll("without")),
      list: end("list", []),
      rule: end("rule", ["WITHIN_RULE", "MAY_BE_WITHIN"]),
      unsure: given.get("unsure") === "1",
      whole: !net.folds || given.get("whole") === "1",
      open: all("open"),
      extra: all("extra"),
      node: one("node"),
      arrow: net.arrowNumber.get(given.get("arrow")) ?? null,
      from: one("from"),
      to: one("to"),
      view: view.length === 3 && view.every(Number.isFinite) && view[2] > 0 ? view : null,
    });
    return true;
  };
}
