/* Drawings inside a cell of the table: the years of a region, and a change with its interval. */
(function (S) {
  "use strict";
  S.spark = (region) => {
    const yearly = region.yearly || [],
      most = Math.max(1, ...yearly),
      w = 72,
      h = 20,
      first = S.now.figures.first_year,
      said = (k) => S.t("table.spark", { year: String(first + k), n: yearly[k] });
    if (yearly.length < 2 || !yearly.some(Boolean)) return null;
    const xy = yearly.map((n, i) => [2 + (i * (w - 4)) / (yearly.length - 1), h - 2.5 - (n / most) * (h - 5)]),
      k = yearly.indexOf(Math.max(...yearly));
    return S.svg(
      "svg",
      { class: "spark", width: w, height: h, role: "img", "aria-label": said(k) },
      S.svg("path", { d: `M${xy.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}` }),
      S.svg("circle", { cx: xy[k][0].toFixed(1), cy: xy[k][1].toFixed(1), r: 1.8 }),
    );
  };

  const RANGE = [0.4, 2.6],
    X = (q) =>
      5 +
      ((Math.min(Math.max(Math.log(Math.max(q, 0.01)), Math.log(RANGE[0])), Math.log(RANGE[1])) - Math.log(RANGE[0])) /
        (Math.log(RANGE[1]) - Math.log(RANGE[0]))) *
        54;

  /* Both ends of an interval, as a message says them. */
  S.ends = (region) => ({ low: S.signed(region.change_low), high: S.signed(region.change_high) });

  S.whisker = (region) => {
    const lo = X(1 + region.change_low),
      hi = X(1 + region.change_high),
      at = X(1 + region.change),
      zero = X(1);
    const line = (x1, x2, y1, y2, k) => S.svg("line", { class: k, x1: x1.toFixed(1), x2: x2.toFixed(1), y1, y2 });
    return S.svg(
      "svg",
      {
        class: "ciw",
        width: 64,
        height: 18,
        role: "img",
        "aria-label": S.t("table.whisker", S.ends(region)),
      },
      line(zero, zero, 0, 18, "z"),
      line(lo, hi, 9, 9),
      S.svg("circle", { class: S.changeClass(region), cx: at.toFixed(1), cy: 9, r: 4.5 }),
    );
  };
})(window.Sarhad);
