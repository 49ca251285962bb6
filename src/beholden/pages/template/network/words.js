"use strict";
// Elements, colours and words. Texts of sources become text nodes only, never HTML.
{
  const MONTHS = "January February March April May June July August September October November December".split(" ");

  const element = (net.element = function (tag, text, parent, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.append(made);
    return made;
  });

  net.button = function (text, parent, act, className) {
    const made = element("button", text, parent, className);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  // The number of a citation, as a link to it.
  net.cite = function (number, parent) {
    const link = element("a", "[" + number + "]", parent, "cite");
    link.href = "#c" + number;
    link.setAttribute("aria-label", "Citation " + number);
  };

  let palette = new Map();
  net.colour = function (name) {
    if (!palette.has(name)) {
      palette.set(name, getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim());
    }
    return palette.get(name);
  };
  net.forgetColours = () => (palette = new Map());

  net.day = function (iso) {
    const [year, month, day] = iso.split("-");
    return Number(day) + " " + MONTHS[Number(month) - 1] + " " + year;
  };

  net.many = (number, one) => number.toLocaleString("en") + " " + one + (number === 1 ? "" : "s");
}
