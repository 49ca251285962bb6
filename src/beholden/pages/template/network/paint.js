"use strict";
// The canvas: vis-network moves and zooms it and draws the boxes in the form given here; arrows are drawn below them.
{
  const LEGIBLE_ARROW = 0.4; // below this scale the words of an arrow could not be read
  const LEGIBLE_BOX = 0.22;
  const [LEAST, MOST] = [0.03, 2.5]; // how far one can zoom
  const SMALLEST = 0.5; // how far a small screen zooms out by itself
  const canvas = document.getElementById("canvas");
  let seen = null;
  let out = null;
  let strokes = [];
  let worded = null; // which of them have their words written; found when words are first large enough
  let fitted = { x: 0, y: 0, scale: 1 }; // the view that shows all
  let ready = false; // the library draws once before it takes our view: nobody needs to see that

  function drawBox({ ctx, id, x, y }) {
    const i = net.number.get(id);
    const node = net.nodes[i];
    return {
      drawNode() {
        if (!ready || !seen.nodes[i]) return;
        node.shapePath ||= new Path2D(node.outline);
        const chosen = net.state.node === i || net.state.from === i || net.state.to === i;
        ctx.translate(x, y);
        ctx.fillStyle = net.colour("paper");
        ctx.fill(node.shapePath);
        ctx.globalAlpha = out && !out.nodes.has(i) ? 0.25 : 1;
        ctx.fillStyle = net.colour(node.look + "-fill");
        ctx.fill(node.shapePath);
        ctx.lineWidth = (node.look === "state" ? 3 : 1.5) + (chosen ? 2 : 0);
        ctx.strokeStyle = net.colour(chosen ? "chosen" : node.look);
        ctx.stroke(node.shapePath);
        if (net.camera.getScale() >= LEGIBLE_BOX) writeBox(ctx, node);
        const mark = net.foldMark(i, seen);
        if (mark) writeMark(ctx, node, mark);
      },
      nodeDimensions: { width: node.width, height: node.height },
    };
  }

  function writeBox(ctx, node) {
    const lines = node.label.split("\n");
    const room = node.width - 18;
    let line = -((lines.length * 18 + 20) / 2) + 9;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = net.colour("muted");
    ctx.font = "12px " + net.FONT;
    ctx.fillText(node.caption, 0, line, room);
    ctx.fillStyle = net.colour("ink");
    ctx.font = "600 15px " + net.FONT;
    line += 20;
    for (const text of lines) {
      ctx.fillText(text, 0, line, room);
      line += 18;
    }
  }

  function writeMark(ctx, node, mark) {
    ctx.beginPath();
    ctx.arc(node.width / 2 - 4, 4 - node.height / 2, 13, 0, 2 * Math.PI);
    ctx.fillStyle = net.colour("chosen");
    ctx.fill();
    ctx.fillStyle = net.colour("paper");
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.font = "600 11px " + net.FONT;
    ctx.fillText(mark, node.width / 2 - 4, 4 - node.height / 2, 24);
  }

  function curve({ line, d }) {
    if (!line) return new Path2D(d);
    const path = new Path2D();
    path.moveTo(line[0], line[1]);
    path.quadraticCurveTo(line[2], line[3], line[4], line[5]);
    return path;
  }

  function drawArrows(ctx) {
    if (!ready) return;
    ctx.lineCap = "butt";
    for (const stroke of strokes) {
      ctx.globalAlpha = stroke.strength;
      ctx.strokeStyle = net.colour(stroke.colour);
      ctx.setLineDash(stroke.dashes);
      stroke.course.path ||= curve(stroke.course);
      ctx.lineWidth = stroke.width + (stroke.double ? 2 : 0);
      ctx.stroke(stroke.course.path);
      if (stroke.double) {
        ctx.strokeStyle = net.colour("paper");
        ctx.lineWidth = stroke.width;
        ctx.stroke(stroke.course.path);
      }
      if (stroke.head) {
        stroke.headPath ||= new Path2D(stroke.head);
        ctx.setLineDash([]);
        ctx.lineWidth = 1.2;
        ctx.strokeStyle = net.colour(stroke.colour);
        ctx.fillStyle = net.colour(stroke.hollow ? "paper" : stroke.colour);
        ctx.fill(stroke.headPath);
        ctx.stroke(stroke.headPath);
      }
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  function drawWords(ctx) {
    if (!ready || net.camera.getScale() < LEGIBLE_ARROW) return;
    const corner = net.camera.DOMtoCanvas({ x: -90, y: -30 });
    const opposite = net.camera.DOMtoCanvas({ x: canvas.clientWidth + 90, y: canvas.clientHeight + 30 });
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    worded ||= net.worded(strokes, seen);
    for (const { arrow, label: [x, y], lines, strength, marked } of strokes) {
      if (!worded.has(arrow) || x < corner.x || x > opposite.x || y < corner.y || y > opposite.y) continue;
      ctx.globalAlpha = strength;
      ctx.font = (marked ? "600 " : "") + "12px " + net.FONT;
      const top = y - lines.length * 7;
      lines.forEach((line, index) => {
        const width = ctx.measureText(line).width + 6;
        ctx.fillStyle = net.colour("paper");
        ctx.fillRect(x - width / 2, top + index * 14, width, 14);
        ctx.fillStyle = net.colour(marked ? "chosen" : "ink");
        ctx.fillText(line, x, top + index * 14 + 7);
      });
    }
    ctx.globalAlpha = 1;
  }

  document.querySelector(".drawing").hidden = false;
  const boxes = new vis.DataSet(
    net.nodes.map(({ id, x, y }) => ({ id, x, y, shape: "custom", ctxRenderer: drawBox }))
  );
  seen = net.see();
  net.camera = new vis.Network(
    canvas,
    { nodes: boxes, edges: [] },
    {
      autoResize: true,
      physics: false,
      layout: { randomSeed: 1 },
      interaction: {
        dragNodes: false,
        selectable: false,
        hover: false,
        zoomView: false,
      },
    }
  );
  const frame = canvas.firstElementChild;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Drawing of the network: the arrow keys move it, plus and minus zoom, 0 shows all; the table below says the same");
  net.camera.on("beforeDrawing", drawArrows);
  net.camera.on("afterDrawing", drawWords);

  let standing = null;
  // Paint what is to be seen; boxes move only where other ones unfold.
  net.paint = function (now) {
    seen = now;
    out = net.standOut(seen);
    const { key, spots } = net.places(seen.extras);
    if (standing !== key) {
      standing = key;
      boxes.update(
        net.nodes.flatMap(({ id }, i) => (spots[i] ? [{ id, x: spots[i][0], y: spots[i][1] }] : []))
      );
    }
    strokes = [];
    worded = null;
    seen.arrows.forEach((shown, j) => shown && strokes.push(net.strokeOf(j, seen, out)));
    // What stands out is drawn last, above the rest.
    if (out) strokes.sort((one, other) => one.marked - other.marked);
    net.camera.redraw();
  };

  // What lies under a point of the drawing: { node }, { mark }, { arrow } or {}.
  net.under = function ({ x, y }) {
    const { spots } = net.places(seen.extras);
    for (let i = net.nodes.length - 1; i >= 0; i -= 1) {
      if (!seen.nodes[i]) continue;
      const { width, height } = net.nodes[i];
      const [across, down] = [x - spots[i][0], y - spots[i][1]];
      if (net.foldMark(i, seen) && Math.hypot(across - width / 2 + 4, down + height / 2 - 4) < 15) return { mark: i };
      if (Math.abs(across) <= width / 2 && Math.abs(down) <= height / 2) return { node: i };
    }
    const reach = 8 / net.camera.getScale();
    let best = { far: reach };
    seen.arrows.forEach((shown, j) => {
      if (!shown) return;
      const { points, label } = net.course(j, seen);
      let far = worded?.has(j) && net.camera.getScale() >= LEGIBLE_ARROW && Math.abs(x - label[0]) < 45 && Math.abs(y - label[1]) < 12 ? 1 : Infinity;
      for (let n = 1; n < points.length; n += 1) far = Math.min(far, distance([x, y], points[n - 1], points[n]));
      if (far < best.far) best = { far, arrow: j };
    });
    return best.arrow === undefined ? {} : { arrow: best.arrow };
  };

  function distance([x, y], [ax, ay], [bx, by]) {
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - ax - along * dx, y - ay - along * dy);
  }

  net.size = function () {
    const [left, top, right, bottom] = net.area(seen);
    const wanted = canvas.clientWidth * ((bottom - top) / (right - left));
    const tall = window.innerWidth > 736 ? Math.max(560, window.innerHeight - 160) : 520;
    canvas.style.height = Math.round(Math.max(380, Math.min(wanted, tall))) + "px";
    document.getElementById("panel").style.maxHeight = window.innerWidth > 736 ? canvas.style.height : "none";
    net.camera.setSize("100%", canvas.style.height);
  };

  net.showAll = function (smallest = canvas.clientWidth < 600 ? SMALLEST : 0) {
    const [left, top, right, bottom] = net.area(seen);
    const whole = Math.min(1, canvas.clientWidth / (right - left), canvas.clientHeight / (bottom - top));
    const scale = Math.max(whole, smallest);
    const down = Math.max(0, bottom - top - canvas.clientHeight / scale) / 2;
    fitted = { x: (left + right) / 2, y: (top + bottom) / 2 - down, scale };
    net.camera.moveTo({ position: { x: fitted.x, y: fitted.y }, scale });
  };

  // The view as it may stand in a link, or null where it is the one that shows all.
  net.view = function () {
    const { x, y } = net.camera.getViewPosition();
    const scale = net.camera.getScale();
    const moved = Math.abs(x - fitted.x) * scale > 2 || Math.abs(y - fitted.y) * scale > 2 || Math.abs(scale / fitted.scale - 1) > 0.01;
    return moved ? [Math.round(x), Math.round(y), Number(scale.toPrecision(3))] : null;
  };

  net.moveTo = ([x, y, scale]) => net.camera.moveTo({ position: { x, y }, scale: Math.min(MOST, Math.max(LEAST, scale)) });

  net.begin = () => (ready = true);

  net.goTo = function (i) {
    const [x, y] = net.places(seen.extras).spots[i];
    net.camera.moveTo({ position: { x, y }, scale: Math.max(net.camera.getScale(), 0.8) });
  };

  net.move = function ([right, down]) {
    const { x, y } = net.camera.getViewPosition();
    const scale = net.camera.getScale();
    net.camera.moveTo({ position: { x: x + right / scale, y: y + down / scale }, scale });
  };

  net.zoom = (factor) => net.camera.moveTo({ scale: Math.min(MOST, Math.max(LEAST, net.camera.getScale() * factor)) });
}
