"use strict";
// Elements, colours and words. Texts of sources become text nodes only, never HTML.
{
  const MONTHS = "January February March April May June July August September October November December".split(" ");

  net.element = function (tag, text, parent, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.append(made);
    return made;
  };

  net.button = function (text, parent, act, className) {
    const made = net.element("button", text, parent, className);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
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
