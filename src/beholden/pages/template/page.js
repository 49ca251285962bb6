// Draws the network and fills the panel beside it. Texts of sources become text nodes only, never HTML.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const canvas = document.getElementById("canvas");
  const panel = document.getElementById("panel");
  const choose = document.getElementById("choose");
  const byId = new Map(data.drawn.nodes.map((node) => [node.id, node]));
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
  const FAINT = 0.25; // how strong what has nothing to do with the choice remains
  const SMALLEST = 0.5; // how far a small screen zooms out by itself
  const MOST_SMALL = 0.4; // below this scale an arrow's words could not be read

  function element(tag, text, parent, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.append(made);
    return made;
  }

  let palette = new Map();
  function colour(name) {
    if (!palette.has(name)) {
      palette.set(name, getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim());
    }
    return palette.get(name);
  }

  function tooltip(...lines) {
    const box = document.createElement("div");
    for (const line of lines.filter(Boolean)) element("div", line, box);
    return box;
  }

  let near = null; // the ids of the nodes and arrows at the chosen one, or null where nothing is chosen
  const strength = (id) => (near && !near.has(id) ? FAINT : 1);
  function focus(arrows, nodeId) {
    near = arrows ? new Set([nodeId, ...arrows.flatMap((arrow) => [arrow.id, arrow.from, arrow.to])]) : null;
    edges.update(data.arrows.map(({ id }) => ({ id, color: { opacity: strength(id) } })));
  }

  function renderer({ ctx, id, x, y, state, label }) {
    const node = byId.get(id);
    return {
      drawNode() {
        const shape = new Path2D(node.outline);
        ctx.translate(x, y);
        ctx.fillStyle = colour("paper");
        ctx.fill(shape);
        ctx.globalAlpha = strength(id);
        ctx.fillStyle = colour(node.look + "-fill");
        ctx.fill(shape);
        ctx.lineWidth = (node.look === "state" ? 3 : 1.5) + (state.selected ? 2 : 0);
        ctx.strokeStyle = colour(state.selected ? "chosen" : node.look);
        ctx.stroke(shape);
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        const room = node.width - 24;
        const lines = label.split("\n");
        let line = -((lines.length * 16 + 19) / 2) + 9;
        ctx.fillStyle = colour("muted");
        ctx.font = "11px " + FONT;
        ctx.fillText(node.caption, 0, line, room);
        ctx.fillStyle = colour("ink");
        ctx.font = "600 13px " + FONT;
        line += 18;
        for (const text of lines) {
          ctx.fillText(text, 0, line, room);
          line += 16;
        }
      },
      nodeDimensions: { width: node.width, height: node.height },
    };
  }

  function arrowStyle() {
    return {
      color: { color: colour("line"), highlight: colour("chosen"), hover: colour("chosen"), inherit: false },
    };
  }

  const nodes = new vis.DataSet(
    data.drawn.nodes.map((node) => ({
      ...node,
      ctxRenderer: renderer,
      title: tooltip(node.title, node.caption, data.nodes[node.id].detail),
    }))
  );
  const edges = new vis.DataSet(
    data.drawn.arrows.map((arrow, index) => ({
      ...arrow,
      title: tooltip(
        data.nodes[arrow.from].name,
        data.arrows[index].label,
        data.nodes[arrow.to].name,
        ...data.arrows[index].notes
      ),
    }))
  );
  document.querySelector(".drawing").hidden = false;

  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const node of data.drawn.nodes) {
    box.left = Math.min(box.left, node.x - node.width / 2 - 30);
    box.right = Math.max(box.right, node.x + node.width / 2 + 30);
    box.top = Math.min(box.top, node.y - node.height / 2 - 30);
    box.bottom = Math.max(box.bottom, node.y + node.height / 2 + 30);
  }
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };

  function scale() {
    return Math.min(1, canvas.clientWidth / (box.right - box.left), canvas.clientHeight / (box.bottom - box.top));
  }

  function size() {
    const wanted = canvas.clientWidth * ((box.bottom - box.top) / (box.right - box.left));
    canvas.style.height = Math.round(Math.max(340, Math.min(wanted, 760, box.bottom - box.top))) + "px";
    panel.style.maxHeight = window.innerWidth > 736 ? canvas.style.height : "none";
  }

  size();
  const network = new vis.Network(
    canvas,
    { nodes, edges },
    {
      autoResize: true,
      physics: false,
      layout: { randomSeed: 1 },
      nodes: { shape: "custom", chosen: true },
      edges: { ...arrowStyle(), width: 1.2, selectionWidth: 1.5, hoverWidth: 0.5, arrows: { to: { scaleFactor: 0.6 } } },
      interaction: { dragNodes: false, hover: true, zoomView: false, tooltipDelay: 200, multiselect: false },
    }
  );

  // A drawing has no use for the keyboard; the list above it is how one gets at a name without a pointer.
  canvas.firstElementChild.tabIndex = -1;

  function drawLabels(ctx) {
    if (network.getScale() < MOST_SMALL) return;
    const chosen = new Set(network.getSelectedEdges());
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const arrow of data.drawn.arrows) {
      ctx.globalAlpha = strength(arrow.id);
      ctx.font = (chosen.has(arrow.id) ? "600 " : "") + "11px " + FONT;
      const top = arrow.label_y - (arrow.lines.length * 13) / 2;
      arrow.lines.forEach((line, index) => {
        const width = ctx.measureText(line).width + 6;
        ctx.fillStyle = colour("paper");
        ctx.fillRect(arrow.label_x - width / 2, top + index * 13, width, 13);
        ctx.fillStyle = colour(chosen.has(arrow.id) ? "chosen" : "ink");
        ctx.fillText(line, arrow.label_x, top + index * 13 + 6.5);
      });
    }
    ctx.globalAlpha = 1;
  }
  network.on("afterDrawing", drawLabels);

  function showAll(smallest) {
    const fitted = scale();
    const used = Math.max(fitted, smallest);
    const down = Math.max(0, (box.bottom - box.top) - canvas.clientHeight / used) / 2;
    network.moveTo({ position: { x: middle.x, y: middle.y - down }, scale: used });
  }

  function start() {
    size();
    network.setSize("100%", canvas.clientHeight + "px");
    showAll(canvas.clientWidth < 600 ? SMALLEST : 0);
  }

  function sources(numbers, parent) {
    const list = element("ul", "", parent);
    for (const number of numbers) {
      const cited = data.citations[number];
      const item = element("li", "", list);
      const link = element("a", "[" + number + "]", item, "cite");
      link.href = "#c" + number;
      link.setAttribute("aria-label", "Citation " + number);
      item.append(" ");
      element("bdi", cited.title, item);
      item.append(". ");
      element("bdi", cited.by, item);
      if (cited.stated_by) {
        item.append(", according to ");
        element("bdi", cited.stated_by, item);
      }
      if (cited.places.length) item.append(". Place in the source: " + cited.places.join(", "));
      if (cited.quote) element("bdi", cited.quote, element("q", "", element("div", "", item)));
      if (cited.url) {
        const address = element("a", cited.url, element("div", "", item, "address"));
        address.href = cited.url;
        address.rel = "noreferrer noopener";
      }
    }
  }

  function arrowItem(arrow, list) {
    const item = element("li", "", list);
    element("bdi", data.nodes[arrow.from].name, item);
    element("span", " → ", item, "kind").setAttribute("aria-hidden", "true");
    element("bdi", arrow.label, item);
    element("span", " → ", item, "kind").setAttribute("aria-hidden", "true");
    element("bdi", data.nodes[arrow.to].name, item);
    if (arrow.detail) element("bdi", arrow.detail, element("div", "", item, "hint"));
    for (const note of arrow.notes) element("span", note, element("div", "", item), "badge doubt");
    sources(arrow.citations, item);
  }

  function show(nodeId, arrowId) {
    if (nodeId === undefined && arrowId === undefined) {
      focus(null);
      return;
    }
    panel.replaceChildren();
    panel.scrollTop = 0;
    let arrows;
    if (nodeId !== undefined) {
      const node = data.nodes[nodeId];
      element("bdi", node.name, element("h4", "", panel));
      element("p", node.caption, panel, "kind");
      if (node.detail) element("bdi", node.detail, element("p", "", panel));
      arrows = data.arrows.filter((arrow) => arrow.from === nodeId || arrow.to === nodeId);
    } else {
      element("h4", "One arrow", panel);
      arrows = data.arrows.filter((arrow) => arrow.id === arrowId);
    }
    choose.value = nodeId === undefined ? "" : nodeId;
    focus(arrows, nodeId);
    const list = element("ul", "", panel);
    for (const arrow of arrows) arrowItem(arrow, list);
  }

  const named = Object.entries(data.nodes).sort(([, one], [, other]) => one.name.localeCompare(other.name, "en"));
  for (const [id, node] of named) {
    const option = element("option", node.name + " (" + node.caption + ")", choose);
    option.value = id;
  }
  choose.addEventListener("change", () => {
    if (!choose.value) return;
    network.selectNodes([choose.value]);
    network.moveTo({ position: network.getPosition(choose.value), scale: Math.max(network.getScale(), 0.8) });
    show(choose.value);
  });
  network.on("click", (event) => show(event.nodes[0], event.nodes.length ? undefined : event.edges[0]));
  const zoom = (factor) => network.moveTo({ scale: Math.min(2.5, Math.max(0.05, network.getScale() * factor)) });
  document.getElementById("closer").addEventListener("click", () => zoom(1.3));
  document.getElementById("further").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("all").addEventListener("click", () => showAll(0));

  function repaint() {
    palette = new Map();
    network.setOptions({ edges: arrowStyle() });
    network.redraw();
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  window.matchMedia("print").addEventListener("change", repaint);
  window.addEventListener("beforeprint", () => {
    network.unselectAll();
    focus(null);
    showAll(0);
    repaint();
  });
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    // A phone's address bar comes and goes with a resize of the height alone; the view stays then.
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    start();
  });
  // The library fits the view by itself before its first drawing, so ours comes after it.
  network.once("afterDrawing", start);
})();
