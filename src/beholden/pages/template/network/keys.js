"use strict";
// Keys in the drawing: arrows move it, plus and minus zoom, 0 shows all, and Escape leaves what is chosen. One press is
// one step, without a movement of its own.
{
  const STEP = 80; // pixels on the screen
  const canvas = document.getElementById("canvas");
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const zooms = { "+": 1.3, "=": 1.3, "-": 1 / 1.3, "_": 1 / 1.3 };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ways[event.key]) net.move(ways[event.key].map((way) => way * STEP));
    else if (zooms[event.key]) net.zoom(zooms[event.key]);
    else if (event.key === "0") net.showAll(0);
    else return;
    event.preventDefault();
  });
  document.querySelector(".stage").addEventListener("keydown", (event) => {
    if (event.key === "Escape") net.choose({});
  });
}
