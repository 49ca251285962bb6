"use strict";
// What the reader asks to see, and which nodes and arrows that is.
{
  net.state = {
    day: null, // an ISO day, or null for "at any date"
    off: new Set(), // kinds of nodes and arrows that are switched off
    offSources: new Set(),
    list: "", // id of a list: only parties on it, and what they are joined to
    rule: "", // the same for a verdict: a kind of verdict, or the id of a rule
    unsure: false,
    whole: !net.folds,
    open: [], // nodes whose neighbours are unfolded, in the order in which it was asked
    extra: [], // single nodes that are drawn besides
    node: null,
    arrow: null,
    from: null, // both ends of a path
    to: null,
    view: null, // where the reader has moved the drawing: [x, y, scale]; null where all of it is shown
  };

  const verdicts = new Set(["WITHIN_RULE", "MAY_BE_WITHIN"]);

  function switchedOn(arrow) {
    const { off, offSources, unsure } = net.state;
    if (arrow.unsure ? !unsure : off.has(arrow.kind)) return false;
    if (off.has(net.nodes[arrow.start].kind) || off.has(net.nodes[arrow.end].kind)) return false;
    return !offSources.size || !arrow.sources.length || arrow.sources.some((source) => !offSources.has(source));
  }

  // The parties that a chosen list or verdict leaves, or null where none is chosen.
  function parties(fits) {
    const { list, rule } = net.state;
    if (!list && !rule) return null;
    const found = (wanted) =>
      new Set(net.arrows.filter((arrow, j) => fits[j] && wanted(arrow)).map((arrow) => arrow.start));
    const listed = list && found((arrow) => arrow.kind === "LISTED_ON" && arrow.to === list);
    const judged = rule && found((arrow) => verdicts.has(arrow.kind) && (arrow.kind === rule || arrow.to === rule));
    if (!list) return judged;
    return rule ? new Set([...listed].filter((i) => judged.has(i))) : listed;
  }

  // What is drawn (`nodes`, `arrows`), what the filters leave whether or not it is folded away (`fits`), how each
  // arrow holds on the day (`when`), how many neighbours of a node are folded away, and the numbers to be told.
  net.see = function () {
    const { nodes, arrows, state } = net;
    const fits = new Uint8Array(arrows.length);
    const when = arrows.map((arrow) => net.holds(arrow, state.day));
    let filtered = 0;
    let notThen = 0;
    arrows.forEach((arrow, j) => {
      if (!switchedOn(arrow)) filtered += 1;
      else if (when[j] === "no") notThen += 1;
      else fits[j] = 1;
    });
    const kept = parties(fits);
    if (kept) {
      arrows.forEach((arrow, j) => {
        if (!fits[j] || kept.has(arrow.start) || kept.has(arrow.end)) return;
        fits[j] = 0;
        filtered += 1;
      });
    }
    const alive = new Uint8Array(nodes.length);
    arrows.forEach((arrow, j) => {
      if (fits[j]) alive[arrow.start] = alive[arrow.end] = 1;
    });
    nodes.forEach((node, i) => {
      if (!net.near[i].length && !kept && !state.off.has(node.kind)) alive[i] = 1;
    });

    const extras = unfolded();
    const added = new Set(extras);
    const drawn = new Uint8Array(nodes.length);
    nodes.forEach((node, i) => (drawn[i] = alive[i] && (state.whole || node.core || added.has(i)) ? 1 : 0));
    const shown = new Uint8Array(arrows.length);
    const folded = nodes.map(() => 0);
    let foldedArrows = 0;
    arrows.forEach((arrow, j) => {
      if (!fits[j]) return;
      shown[j] = drawn[arrow.start] && drawn[arrow.end];
      if (!shown[j]) foldedArrows += 1;
    });
    if (!state.whole) {
      nodes.forEach((node, i) => {
        if (!drawn[i]) return;
        const away = net.near[i].filter((j) => fits[j] && !shown[j]).map((j) => net.other(j, i));
        folded[i] = new Set(away).size;
      });
    }
    const sum = (flags) => flags.reduce((total, flag) => total + flag, 0);
    const count = { nodes: sum(drawn), arrows: sum(shown), filtered, notThen, foldedArrows };
    count.foldedNodes = sum(alive) - count.nodes;
    count.judgedOn = [...new Set(arrows.filter((arrow, j) => shown[j] && arrow.dates.only).map((arrow) => arrow.dates.only))].sort();
    return { nodes: drawn, arrows: shown, fits, when, extras, folded, count };
  };

  // What the mark at a node's corner says: how many neighbours it unfolds, or that it folds them; nothing without one.
  net.foldMark = function (i, seen) {
    if (seen.folded[i]) return "+" + (seen.folded[i] > 99 ? "99…" : seen.folded[i]);
    return !net.state.whole && net.state.open.includes(i) ? "−" : "";
  };

  // The nodes that stand below the first ones: they keep their places whatever the filters hide.
  function unfolded() {
    const { state } = net;
    if (state.whole) return [];
    const found = new Set();
    const add = (i) => net.nodes[i].core || found.add(i);
    for (const i of state.open) {
      for (const j of net.near[i]) if (!net.arrows[j].unsure || state.unsure) add(net.other(j, i));
    }
    state.extra.forEach(add);
    return [...found];
  }
}
