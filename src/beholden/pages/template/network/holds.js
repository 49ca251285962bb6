"use strict";
// Whether a relation holds on a day: "yes", "maybe" (its dates leave it open), "old" (last stated too long before),
// "ended" (only where no day is asked) or "no". Days are ISO texts, so they compare as they stand.
net.holds = function (arrow, day) {
  const { begins, ends, stated, fresh, only } = arrow.dates;
  if (only) return day === null || day === only ? "yes" : "no";
  if (day === null) return arrow.ended ? "ended" : arrow.stale ? "old" : "yes";
  const [earliest, begun] = begins;
  const [ended, last] = ends;
  if (earliest && day < earliest) return "no";
  if (ended && !arrow.disputed && day >= (last || ended)) return "no";
  if (ended && day >= ended) return "maybe";
  // Without a start, what a document states held on the document's own day and is not known before it.
  if (begun ? day < begun : stated && day < stated) return "maybe";
  return fresh && day > fresh ? "old" : "yes";
};
net.holdsWords = {
  maybe: "the dates stated leave open whether it held on this day",
  old: "last stated too long before this day; status then not checked",
  ended: "ended",
};
