"use strict";
// Where everything stands: as laid out beforehand, with unfolded nodes in rows below. Arrows are paths of SVG, which
// the canvas reads as well.
{
  const COLUMN = 216;
  const ROW = 150;
  const TIP = 9; // length of an arrow's head
  let kept = { key: null };

  net.places = function (extras) {
    const key = net.state.whole ? "whole" : extras.join(" ");
    if (kept.key !== key) kept = { key, spots: spots(extras), paths: new Map() };
    return kept;
  };

  function spots(extras) {
    const { nodes, state } = net;
    const found = nodes.map((node) => (state.whole ? [node.x, node.y] : node.core));
    const first = found.filter(Boolean);
    const left = Math.min(...first.map((spot) => spot[0]));
    const right = Math.max(...first.map((spot) => spot[0]));
    const bottom = Math.max(...first.map((spot) => spot[1]));
    const columns = Math.max(4, Math.round((right - left) / COLUMN) + 1);
    const middle = (left + right) / 2;
    extras.forEach((i, n) => {
      const row = Math.floor(n / columns);
      const inRow = Math.min(columns, extras.length - row * columns);
      found[i] = [middle + ((n % columns) - (inRow - 1) / 2) * COLUMN, bottom + 60 + ROW * (row + 1)];
    });
    return found;
  }

  // The area of what is drawn: left, top, right, bottom.
  net.area = (seen) => (seen.area ||= area(seen));

  function area(seen) {
    const { spots } = net.places(seen.extras);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    net.nodes.forEach((node, i) => {
      if (!seen.nodes[i]) return;
      const [x, y] = spots[i];
      box[0] = Math.min(box[0], x - node.width / 2 - 30);
      box[1] = Math.min(box[1], y - node.height / 2 - 30);
      box[2] = Math.max(box[2], x + node.width / 2 + 30);
      box[3] = Math.max(box[3], y + node.height / 2 + 30);
    });
    seen.arrows.forEach((shown, j) => {
      if (!shown) return;
      for (const [x, y] of net.course(j, seen).points) {
        box[0] = Math.min(box[0], x - 10);
        box[1] = Math.min(box[1], y - 10);
        box[2] = Math.max(box[2], x + 10);
        box[3] = Math.max(box[3], y + 10);
      }
    });
    return box[0] === Infinity ? [-200, -100, 200, 100] : box;
  }

  // The course of an arrow: `line` its curve as numbers (none for a loop), `d` as a path, `tip` the end with its direction, `label` where its words stand, and
  // `points` along it, by which the pointer finds it.
  net.course = function (j, seen) {
    const { spots, paths } = net.places(seen.extras);
    if (!paths.has(j)) paths.set(j, course(net.arrows[j], spots));
    return paths.get(j);
  };

  function course(arrow, spots) {
    const start = spots[arrow.start];
    const end = spots[arrow.end];
    const box = net.nodes[arrow.end];
    if (arrow.start === arrow.end) return loop(start, box);
    const laid = net.state.whole ? arrow.course : arrow.core;
    const [bend, labelX, labelY] = laid || [aside(arrow)];
    const lean = via(start, end, bend);
    const at = (t) => {
      const u = 1 - t;
      return [0, 1].map((axis) => u * u * start[axis] + 2 * u * t * lean[axis] + t * t * end[axis]);
    };
    let outside = 0;
    let inside = 1;
    for (let step = 0; step < 14; step += 1) {
      const t = (outside + inside) / 2;
      const [x, y] = at(t);
      if (Math.abs(x - end[0]) < box.width / 2 + 1 && Math.abs(y - end[1]) < box.height / 2 + 1) inside = t;
      else outside = t;
    }
    const tip = at(outside);
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]) || 1;
    const before = at(Math.max(0, outside - TIP / length));
    const half = [0, 1].map((axis) => start[axis] + (lean[axis] - start[axis]) * outside);
    const foot = arrow.pointed ? before : tip;
    return {
      // Of thousands of arrows the canvas takes numbers sooner than words; the words are for the picture.
      line: [...start, ...half, ...foot],
      get d() {
        return "M" + pair(start) + "Q" + pair(half) + " " + pair(foot);
      },
      tip: { x: tip[0], y: tip[1], angle: Math.atan2(tip[1] - before[1], tip[0] - before[0]) },
      label: laid ? [labelX, labelY] : at(0.5),
      points: Array.from({ length: 17 }, (_, step) => at((step / 16) * outside)),
    };
  }

  // Arrows between the same two nodes that were not laid out together lean apart.
  function aside(arrow) {
    const twins = net.near[arrow.start].filter((j) => net.other(j, arrow.start) === net.other(net.arrowNumber.get(arrow.id), arrow.start));
    const place = twins.indexOf(net.arrowNumber.get(arrow.id));
    const lean = Math.ceil(place / 2) * 0.16 * (place % 2 ? 1 : -1);
    return arrow.start < arrow.end ? lean : -lean;
  }

  function via(start, end, bend) {
    const angle = Math.atan2(start[1] - end[1], end[0] - start[0]) + (bend / 2 + 0.5) * Math.PI;
    const reach = (Math.abs(bend) / 2 + 0.5) * Math.hypot(end[0] - start[0], end[1] - start[1]);
    return [start[0] + reach * Math.sin(angle), start[1] + reach * Math.cos(angle)];
  }

  function loop([x, y], { width, height }) {
    const [right, top] = [x + width / 2, y - height / 2];
    const points = [[right - 40, top], [right - 30, top - 34], [right + 34, top - 34], [right + 34, top + 20], [right + TIP, top + 24]];
    const [first, ...rest] = points.map(pair);
    return {
      d: "M" + first + "C" + rest.slice(0, 3).join(" ") + "L" + rest[3],
      tip: { x: right, y: top + 26, angle: Math.PI },
      label: [right + 10, top - 30],
      points,
    };
  }

  const pair = ([x, y]) => Math.round(x * 10) / 10 + " " + Math.round(y * 10) / 10;

  // The head of an arrow as a path: a triangle, or a bar across where the relation has ended.
  net.head = function ({ x, y, angle }, bar) {
    const [along, across] = [[Math.cos(angle), Math.sin(angle)], [-Math.sin(angle), Math.cos(angle)]];
    const point = (back, side) => pair([x - back * along[0] + side * across[0], y - back * along[1] + side * across[1]]);
    if (bar) return "M" + point(2, 6) + "L" + point(2, -6) + "M" + point(TIP, 0) + "L" + point(2, 0);
    return "M" + point(0, 0) + "L" + point(TIP + 1, 4.5) + "L" + point(TIP + 1, -4.5) + "Z";
  };
}
