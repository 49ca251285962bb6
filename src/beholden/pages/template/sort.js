"use strict";
// Tables that sort by the column whose head is pressed, and numbers that open the rows they count.
(function () {
  const valueOf = (cell) => cell.dataset.value ?? cell.textContent.trim();
  const compare = (one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    const [x, y] = [Number(a), Number(b)];
    return a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y) ? x - y : a.localeCompare(b, "en");
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].sort((a, b) => compare(a.cells[at], b.cells[at]) * (down ? -1 : 1));
        table.tBodies[0].append(...rows);
      });
    });
  }
  const open = () => {
    const chosen = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (chosen instanceof HTMLDetailsElement) chosen.open = true;
  };
  for (const link of document.querySelectorAll("a[data-opens]")) {
    link.addEventListener("click", () => { document.getElementById(link.dataset.opens).open = true; });
  }
  addEventListener("hashchange", open);
  open();
})();
