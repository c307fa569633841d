/* The legend of the points view: how large a dot is, what it is, and what has none. */
(function (S) {
  "use strict";
  const SIZES = [1, 10, 100, 1000, 10000, 100000];

  /* Circles for 1, 10 and 100, and on to the most that there is in sight. */
  function sizes(most) {
    const far = SIZES.filter((n, i) => i > 2 && n <= most).slice(-1),
      shown = [...SIZES.slice(0, 3), ...far],
      tall = 2 * S.dotRadius(shown.at(-1)) + 4;
    let x = 2;
    const marks = shown.map((n) => {
      const r = S.dotRadius(n),
        cx = x + r;
      x += 2 * r + 14;
      return S.svg(
        "g",
        { class: "pt" },
        S.svg("circle", { cx, cy: tall / 2, r }),
        n > 1 ? S.svg("text", { x: cx, y: tall / 2 + 3.5 }, S.int(n)) : null,
      );
    });
    const words = S.t("points.sizes", { sizes: shown.map(S.int).join(", ") });
    return S.svg("svg", { class: "over sizes", width: x, height: tall, role: "img", "aria-label": words }, ...marks);
  }

  /* How many are drawn, and why the others are not. */
  function drawn({ drawn: n, shown_of: all, not_drawn: out }) {
    const { district = 0, province = 0, country = 0 } = out,
      said = { drawn: n, all };
    if (n === all) return S.t("points.all_drawn", said);
    if (country) return S.t("points.rest_not_drawn", { ...said, rest: all - n });
    if (district && province) return S.t("points.both_not_drawn", { ...said, district, province });
    return district
      ? S.t("points.district_not_drawn", { ...said, district })
      : S.t("points.province_not_drawn", { ...said, province });
  }

  const line = (text) => S.el("p", { class: "told-of" }, text);

  S.dotLegend = (node, got, lost, dots) => {
    const { figures } = S.now,
      { from, to } = S.asking(figures),
      most = dots.reduce((so, { n }) => Math.max(so, n), 1);
    const keys = [
      S.key(S.swatch("nc"), S.t("points.not_covered")),
      S.key(S.swatch("out"), S.outside(), null, "w outside"),
    ];
    node.hidden = S.included() === 0 && S.anyCovered();
    node.replaceChildren(
      S.el("h2", null, S.t("points.title")),
      S.el("p", null, S.period(from, to)),
      got?.drawn ? S.el("div", { class: "dotkey" }, sizes(most), S.el("span", null, S.t("points.dot"))) : "",
      got ? line(drawn(got)) : "",
      lost ? S.lostLine(S.t("points.what"), lost) : "",
      S.el("div", { class: "keys" }, keys.flat(), S.symbolKeys()),
    );
  };
})(window.Sarhad);
