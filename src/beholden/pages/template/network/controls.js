"use strict";
// The controls, and the one way from a change to what is seen: state, then drawing, numbers, panel, table and address.
{
  const { state, element, button } = net;
  const part = (id) => document.getElementById(id);
  const canvas = part("canvas");
  let seen = null;

  net.counted = function ({ count }) {
    // A verdict holds for its own day alone, so a drawing of all days names it.
    const judged = count.judgedOn.length ? "; verdicts of " + count.judgedOn.map(net.day).join(", ") : "";
    const when = state.day === null ? "at any date" + judged : "on " + net.day(state.day);
    return (
      count.nodes.toLocaleString("en") + " of " + net.many(net.nodes.length, "node") + " and " +
      count.arrows.toLocaleString("en") + " of " + net.many(net.arrows.length, "arrow") + " are drawn, " + when + "."
    );
  };

  function tellCounts({ count }) {
    part("counts").textContent = net.counted(seen);
    const more = [];
    if (count.notThen) more.push(net.many(count.notThen, "arrow") + " did not hold on this day, or not as far as is known.");
    if (count.filtered) more.push(net.many(count.filtered, "arrow") + " are switched off.");
    if (count.foldedNodes) more.push(net.many(count.foldedNodes, "more node") + " that fit are folded away: a number on a box unfolds them.");
    part("uncounted").textContent = more.join(" ");
    part("whole").hidden = state.whole || !count.foldedNodes;
    part("fewer").hidden = !net.folds || (!state.whole && !state.open.length && !state.extra.length);
  }

  function showState() {
    part("any-day").checked = state.day === null;
    part("day").value = state.day || "";
    const slider = part("slider");
    const after = net.days.findIndex((day) => day > (state.day || net.asOf));
    slider.value = after === -1 ? net.days.length - 1 : Math.max(0, after - 1);
    slider.setAttribute("aria-valuetext", state.day === null ? "at any date" : net.day(state.day));
    part("day-words").textContent = state.day === null ? "At any date" : net.day(state.day);
    for (const box of document.querySelectorAll("[data-kind]")) box.checked = !state.off.has(box.dataset.kind);
    for (const box of document.querySelectorAll("[data-source]")) box.checked = !state.offSources.has(box.dataset.source);
    for (const name of ["list", "rule"]) if (part(name)) part(name).value = state[name];
    if (part("unsure")) part("unsure").checked = state.unsure;
    for (const name of ["from", "to"]) fillEnds(name);
  }

  net.update = function ({ fit = false, address = true } = {}) {
    seen = net.see();
    net.path = null;
    if (state.from !== null && state.to !== null && state.from !== state.to) {
      net.path = net.route(state.from, state.to, seen.fits);
      const away = net.path ? net.path.nodes.filter((i) => !seen.nodes[i]) : [];
      if (away.length) {
        state.extra.push(...away);
        seen = net.see();
        fit = true;
      }
    }
    if (state.node !== null || state.arrow !== null) net.path = null;
    net.paint(seen);
    if (fit) {
      net.size();
      net.showAll();
    }
    tellCounts(seen);
    showState();
    net.tell(seen);
    net.list(seen);
    if (fit) state.view = null;
    showAddress(address);
  };

  function showAddress(inBar) {
    const address = net.address();
    if (inBar) history.replaceState(null, "", address);
    part("here").href = address;
  }

  net.choose = function ({ node = null, arrow = null }, move = false) {
    Object.assign(state, { node, arrow });
    const needed = node !== null ? [node] : arrow !== null ? [net.arrows[arrow].start, net.arrows[arrow].end] : [];
    const away = needed.filter((i) => !net.places(seen.extras).spots[i]);
    state.extra.push(...away);
    net.update({ fit: away.length > 0 });
    if (move && needed.length) {
      net.goTo(needed[0]);
      canvas.scrollIntoView({ block: "nearest" });
    }
  };

  net.unfold = function (i) {
    state.open.push(i);
    net.update({ fit: true });
  };
  net.fold = function (i) {
    state.open = state.open.filter((other) => other !== i);
    net.update({ fit: true });
  };
  net.pathEnd = function (name, i) {
    Object.assign(state, { [name]: i, node: null, arrow: null });
    net.update();
  };
  net.leavePath = function () {
    Object.assign(state, { from: null, to: null });
    net.update();
  };

  // Finding a name: the first few as buttons, the number of all told.
  const MOST_FOUND = 8;
  function find() {
    const list = part("found");
    const words = part("find").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) {
      part("found-count").textContent = "";
      return;
    }
    const hits = net.nodes.map((node, i) => i).filter((i) => {
      const text = (net.nodes[i].title + " " + net.nodes[i].detail + " " + net.nodes[i].caption).toLowerCase();
      return words.every((word) => text.includes(word));
    });
    part("found-count").textContent = net.many(hits.length, "name") + (hits.length > MOST_FOUND ? ", the first " + MOST_FOUND : "");
    for (const i of hits.slice(0, MOST_FOUND)) {
      const made = button("", element("li", "", list), () => net.choose({ node: i }, true));
      element("bdi", net.nodes[i].title, made);
      element("span", " " + net.nodes[i].caption, made, "kind");
    }
  }
  part("find").addEventListener("input", find);
  part("find").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      part("find").value = "";
      find();
    } else if (event.key === "Enter") part("found").querySelector("button")?.click();
  });

  // The ends of a path: their lists are filled when they are first wanted.
  const inOrder = new Intl.Collator("en").compare;
  const byName = () => net.nodes.map((node, i) => i).sort((one, other) => inOrder(net.nodes[one].title, net.nodes[other].title));
  function fillEnds(name) {
    const select = part("path-" + name);
    if (select.options.length < 2 && (select.closest("details").open || state[name] !== null)) {
      for (const i of byName()) {
        const option = element("option", net.nodes[i].title.slice(0, 120) + " (" + net.nodes[i].caption + ")", select);
        option.value = i;
      }
    }
    select.value = state[name] === null ? "" : state[name];
  }
  part("path").addEventListener("toggle", () => ["from", "to"].forEach(fillEnds));
  for (const name of ["from", "to"]) {
    part("path-" + name).addEventListener("change", (event) => {
      net.pathEnd(name, event.target.value === "" ? null : Number(event.target.value));
    });
  }

  // The day.
  const slider = part("slider");
  slider.max = net.days.length - 1;
  slider.addEventListener("input", () => {
    state.day = net.days[slider.value];
    net.update();
  });
  part("day").addEventListener("change", (event) => {
    state.day = event.target.value || null;
    net.update();
  });
  part("any-day").addEventListener("change", (event) => {
    state.day = event.target.checked ? null : net.asOf;
    net.update();
  });

  // The filters.
  const toggled = (set, name, on) => (on ? set.delete(name) : set.add(name));
  for (const box of document.querySelectorAll("[data-kind]")) {
    if (!box.checked) state.off.add(box.dataset.kind);
    box.addEventListener("change", () => {
      toggled(state.off, box.dataset.kind, box.checked);
      net.update();
    });
  }
  net.offAtFirst = [...state.off].sort();
  for (const box of document.querySelectorAll("[data-source]")) {
    box.addEventListener("change", () => {
      toggled(state.offSources, box.dataset.source, box.checked);
      net.update();
    });
  }
  for (const name of ["list", "rule"]) {
    part(name)?.addEventListener("change", (event) => {
      state[name] = event.target.value;
      // Who asks for verdicts wants to see them.
      if (name === "rule" && state.rule) ["WITHIN_RULE", "MAY_BE_WITHIN"].forEach((kind) => state.off.delete(kind));
      net.update();
    });
  }
  part("unsure")?.addEventListener("change", (event) => {
    state.unsure = event.target.checked;
    net.update({ fit: true });
  });
  const AT_FIRST = { day: null, list: "", rule: "", unsure: false, node: null, arrow: null, from: null, to: null, view: null };
  const folded = () => ({ whole: !net.folds, open: [], extra: [] });
  part("reset").addEventListener("click", () => {
    Object.assign(state, AT_FIRST, folded(), { off: new Set(net.offAtFirst), offSources: new Set() });
    net.update({ fit: true });
  });

  // The view.
  part("closer").addEventListener("click", () => net.zoom(1.3));
  part("further").addEventListener("click", () => net.zoom(1 / 1.3));
  part("all").addEventListener("click", () => net.showAll(0));
  part("whole").addEventListener("click", () => {
    Object.assign(state, { whole: true, open: [], extra: [] });
    net.update({ fit: true });
  });
  part("fewer").addEventListener("click", () => {
    Object.assign(state, folded());
    net.update({ fit: true });
  });
  part("svg").addEventListener("click", () => net.saveSvg(seen));
  part("png").addEventListener("click", () => net.savePng(seen));

  // The pointer: a click chooses or unfolds, resting on something names it.
  net.camera.on("click", ({ pointer }) => {
    const under = net.under(pointer.canvas);
    if (under.mark === undefined) net.choose(under);
    else if (seen.folded[under.mark]) net.unfold(under.mark);
    else net.fold(under.mark);
  });
  const hint = part("hint");
  canvas.addEventListener("pointermove", (event) => {
    const frame = canvas.getBoundingClientRect();
    const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const { node, arrow, mark } = net.under(net.camera.DOMtoCanvas(at));
    canvas.classList.toggle("pointed", node !== undefined || arrow !== undefined || mark !== undefined);
    hint.hidden = event.pointerType === "touch" || (node === undefined && arrow === undefined);
    if (hint.hidden) return;
    hint.replaceChildren();
    element("bdi", node === undefined ? net.arrowWords(arrow) : net.nodes[node].title, element("div", "", hint));
    element("div", node === undefined ? net.arrows[arrow].notes.join("; ") : net.nodes[node].caption, hint, "kind");
    const right = at.x > frame.width / 2;
    hint.style.left = right ? "" : at.x + 14 + "px";
    hint.style.right = right ? frame.width - at.x + 14 + "px" : "";
    hint.style.top = Math.min(at.y + 14, frame.height - 60) + "px";
  });
  canvas.addEventListener("pointerleave", () => (hint.hidden = true));

  // Colours, paper and the size of the window.
  function repaint() {
    net.forgetColours();
    net.camera.redraw();
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  window.addEventListener("beforeprint", () => {
    part("printed").replaceChildren(
      document.importNode(new DOMParser().parseFromString(net.svg(seen, (name) => "var(--" + name + ")"), "image/svg+xml").documentElement, true)
    );
  });
  window.addEventListener("afterprint", () => part("printed").replaceChildren());
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    // A phone's address bar comes and goes with a resize of the height alone; the view stays then.
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    net.size();
    net.showAll();
  });
  window.addEventListener("hashchange", () => {
    if (!net.follow()) return;
    const { view } = state;
    net.update({ fit: true, address: false });
    if (!view) return;
    net.moveTo(view);
    state.view = view;
    showAddress(false);
  });

  // Where the drawing was moved to belongs to the link, whatever moved it: the pointer, a key or a button.
  let resting = 0;
  function keepView() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const view = net.view();
      if (String(view) === String(state.view)) return;
      state.view = view;
      showAddress(true);
    }, 150);
  }

  const asked = net.follow();
  const { view } = state;
  net.update({ fit: true, address: false });
  state.view = view;
  showAddress(asked);
  // The library fits the view by itself before its first drawing, so ours comes after it.
  net.camera.once("afterDrawing", () => {
    net.begin();
    net.size();
    const { view } = state;
    net.showAll();
    if (view) net.moveTo(view);
    net.camera.on("afterDrawing", keepView);
  });
}
