"use strict";
// How each arrow and box looks, for the canvas and for the SVG; and the picture as a file.
{
  const FAINT = 0.16; // how strong what has nothing to do with the choice remains
  net.FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';

  // The nodes and arrows that stand out: those of a path, or those at the chosen node or arrow. Null: all alike.
  net.standOut = function (seen) {
    const { state } = net;
    if (net.path) return { nodes: new Set(net.path.nodes), arrows: new Set(net.path.arrows) };
    if (state.arrow !== null) {
      const { start, end } = net.arrows[state.arrow];
      return { nodes: new Set([start, end]), arrows: new Set([state.arrow]) };
    }
    if (state.node === null) return null;
    const arrows = net.near[state.node].filter((j) => seen.arrows[j]);
    return { nodes: new Set([state.node, ...arrows.map((j) => net.other(j, state.node))]), arrows: new Set(arrows) };
  };

  net.strokeOf = function (j, seen, out) {
    const arrow = net.arrows[j];
    const course = net.course(j, seen);
    const when = seen.when[j];
    const marked = out !== null && out.arrows.has(j);
    return {
      arrow: j,
      course,
      label: course.label,
      lines: arrow.lines,
      head: arrow.pointed ? net.head(course.tip, when === "ended") : "",
      hollow: when === "old" || when === "maybe",
      colour: "arrow-" + arrow.family,
      width: arrow.width + (marked && net.path ? 1.5 : 0),
      dashes: arrow.dashes,
      double: arrow.double,
      strength: out && !marked ? FAINT : 1,
      marked,
    };
  };

  // The numbers of the arrows whose words are written: those that would cover neither a box nor other words, what
  // stands out first. The panel and the table have the words of all.
  const CELL = 120;
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = "12px " + net.FONT;
  const widths = new Map();
  const width = (line) => {
    if (!widths.has(line)) widths.set(line, ruler.measureText(line).width + 6);
    return widths.get(line);
  };
  net.worded = function (strokes, seen) {
    const { spots } = net.places(seen.extras);
    const cells = new Map();
    function* around([left, top, right, bottom]) {
      for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column += 1) {
        for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row += 1) yield column + " " + row;
      }
    }
    const take = (area) => {
      for (const cell of around(area)) cells.has(cell) ? cells.get(cell).push(area) : cells.set(cell, [area]);
    };
    const free = (area) => {
      for (const cell of around(area)) {
        for (const [left, top, right, bottom] of cells.get(cell) || []) {
          if (area[0] < right && left < area[2] && area[1] < bottom && top < area[3]) return false;
        }
      }
      return true;
    };
    net.nodes.forEach(({ width, height }, i) => {
      if (seen.nodes[i]) take([spots[i][0] - width / 2, spots[i][1] - height / 2, spots[i][0] + width / 2, spots[i][1] + height / 2]);
    });
    const found = new Set();
    for (const stroke of [...strokes].sort((one, other) => other.marked - one.marked)) {
      const [x, y] = stroke.label;
      const across = Math.max(0, ...stroke.lines.map(width)) / 2;
      const area = [x - across, y - stroke.lines.length * 7, x + across, y + stroke.lines.length * 7];
      if (stroke.arrow !== net.state.arrow && !free(area)) continue;
      take(area);
      found.add(stroke.arrow);
    }
    return found;
  };

  function escaped(text) {
    // XML has no place for control characters and halves of letters.
    const clean = text.toWellFormed ? text.toWellFormed() : text;
    return clean
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/[&<>"]/g, (letter) => "&#" + letter.charCodeAt(0) + ";");
  }

  function attributes(given) {
    return Object.entries(given)
      .map(([name, value]) => " " + name + '="' + escaped(String(value)) + '"')
      .join("");
  }

  const tag = (name, given, inner) => "<" + name + attributes(given) + (inner === undefined ? "/>" : ">" + inner + "</" + name + ">");
  const text = (given, words) => tag("text", given, escaped(words));

  function arrowSvg(stroke, worded, colour) {
    const j = stroke.arrow;
    const line = { d: stroke.course.d, fill: "none", stroke: colour(stroke.colour), "stroke-width": stroke.width + (stroke.double ? 2 : 0) };
    if (stroke.dashes.length) line["stroke-dasharray"] = stroke.dashes.join(" ");
    let made = tag("title", {}, escaped(net.arrowWords(j))) + tag("path", line);
    if (stroke.double) made += tag("path", { ...line, stroke: colour("paper"), "stroke-width": stroke.width });
    if (stroke.head) {
      const fill = stroke.hollow ? colour("paper") : colour(stroke.colour);
      made += tag("path", { d: stroke.head, fill, stroke: colour(stroke.colour), "stroke-width": 1.2 });
    }
    const top = stroke.label[1] - stroke.lines.length * 7;
    (worded ? stroke.lines : []).forEach((line, n) => {
      const look = { x: stroke.label[0], y: top + n * 14 + 11, "text-anchor": "middle", "font-size": 12 };
      // The outline in the paper's colour keeps the words apart from the lines below them.
      made += text({ ...look, fill: colour("ink"), stroke: colour("paper"), "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }, line);
    });
    return tag("g", { opacity: stroke.strength }, made);
  }

  function nodeSvg(i, spot, out, colour) {
    const node = net.nodes[i];
    const lines = node.label.split("\n");
    const top = -((lines.length * 18 + 20) / 2);
    const look = { "text-anchor": "middle" };
    let made = tag("title", {}, escaped(node.title));
    made += tag("path", { d: node.outline, fill: colour(node.look + "-fill"), stroke: colour(node.look), "stroke-width": node.look === "state" ? 3 : 1.5 });
    made += text({ ...look, y: top + 13, "font-size": 12, fill: colour("muted") }, node.caption);
    lines.forEach((line, n) => {
      made += text({ ...look, y: top + 34 + n * 18, "font-size": 15, "font-weight": 600, fill: colour("ink") }, line);
    });
    const faint = out && !out.nodes.has(i);
    return tag("g", { transform: "translate(" + spot.join(" ") + ")", opacity: faint ? FAINT : 1 }, made);
  }

  // What is drawn, as SVG; `colour` gives the colour of a name.
  net.svg = function (seen, colour) {
    const [left, top, right, bottom] = net.area(seen);
    const { spots } = net.places(seen.extras);
    const out = net.standOut(seen);
    const [width, height] = [right - left, bottom - top + 60];
    const caption = net.title + ". " + net.counted(seen);
    let made = tag("title", {}, escaped(caption));
    made += tag("rect", { x: left, y: top, width, height, fill: colour("paper") });
    const strokes = [];
    for (let j = 0; j < net.arrows.length; j += 1) if (seen.arrows[j]) strokes.push(net.strokeOf(j, seen, out));
    const worded = net.worded(strokes, seen);
    for (const stroke of strokes) made += arrowSvg(stroke, worded.has(stroke.arrow), colour);
    for (let i = 0; i < net.nodes.length; i += 1) if (seen.nodes[i]) made += nodeSvg(i, spots[i], out, colour);
    made += text({ x: left + 20, y: bottom + 30, "font-size": 14, fill: colour("ink") }, caption);
    made += text({ x: left + 20, y: bottom + 50, "font-size": 12, fill: colour("muted") }, net.legal);
    const head = { xmlns: "http://www.w3.org/2000/svg", viewBox: [left, top, width, height].join(" "), width, height };
    return tag("svg", { ...head, "font-family": net.FONT }, made);
  };

  function save(address, ending) {
    const link = document.createElement("a");
    link.href = address;
    link.download = "network." + ending;
    link.click();
  }

  net.saveSvg = function (seen) {
    const file = new Blob([net.svg(seen, net.colour)], { type: "image/svg+xml" });
    const address = URL.createObjectURL(file);
    save(address, "svg");
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };

  const LARGEST = 8_000; // pixels a side, within what browsers draw
  net.savePng = async function (seen) {
    const picture = new Image();
    picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(net.svg(seen, net.colour));
    await picture.decode();
    const scale = Math.min(2, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * scale;
    canvas.height = picture.height * scale;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    save(canvas.toDataURL("image/png"), "png");
  };
}
