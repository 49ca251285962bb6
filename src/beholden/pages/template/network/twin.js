"use strict";
// The table that says what the drawing says: a row for each arrow that is drawn, and for no other.
{
  const twin = document.getElementById("twin");
  const whole = twin.closest("details");
  const rows = [...twin.tBodies[0].rows];
  let seen = null;

  function show() {
    if (!whole.open || seen === null) return;
    rows.forEach((row, j) => (row.hidden = !seen.arrows[j]));
  }

  twin.addEventListener("click", (event) => {
    const row = event.target.closest("button") && event.target.closest("tr");
    if (row) net.choose({ arrow: rows.indexOf(row) }, true);
  });
  twin.classList.add("live");
  whole.addEventListener("toggle", show);
  net.list = function (now) {
    seen = now;
    document.getElementById("twin-count").textContent = net.many(now.count.arrows, "arrow");
    show();
  };
}
