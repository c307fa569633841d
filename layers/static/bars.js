/* The months as bars: in grey, as a number of incidents is no rate. What is not covered is hatched, and never bare. */
(function (S) {
  "use strict";
  const LEFT = 30, /* at least: the numbers of the lines stand there */
    RIGHT = 12,
    TOP = 26,
    BOTTOM = 18;

  /* --- months as numbers --- */

  const number = (month) => Number(month.slice(0, -3)) * 12 + Number(month.slice(-2)) - 1;
  const name = (n) => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;
  const length = (month) => new Date(Date.UTC(Number(month.slice(0, -3)), Number(month.slice(-2)), 0)).getUTCDate();

  S.month = {
    number,
    name,
    length,
    of: (day) => number(day.slice(0, -3)),
    first: (month) => `${month}-01`,
    last: (month) => `${month}-${String(length(month)).padStart(2, "0")}`,
    words: (n) => S.date(`${name(n)}-01`, "month"),
  };

  /* How wide a label of 11 px is. */
  const paper = document.createElement("canvas").getContext("2d");
  S.textWidth = (text, weight = 400) => {
    paper.font = `${weight} 11px ${getComputedStyle(document.body).fontFamily}`;
    return paper.measureText(text).width;
  };

  /* --- scales --- */

  /* Two or three round lines under the highest bar. */
  function lines(most) {
    let step = 1;
    for (let i = 0; most / step >= 4; i++) step *= i % 3 === 1 ? 2.5 : 2; /* 1 2 5 10 20 50 */
    const found = [];
    for (let at = step; at <= most; at += step) found.push(at);
    return found;
  }

  const sum = (values) => values.reduce((all, one) => all + (one ?? 0), 0);

  /* How high each month stands: an incident of two groups lies in both parts of a stack. */
  const heights = (f) => f.months.map((n, i) => Math.max(n ?? 0, sum(f.stacks.map(({ months }) => months[i]))));

  function scaled(f, { width, height }) {
    const n = f.months.length,
      tall = heights(f),
      most = tall.reduce((a, b) => Math.max(a, b), 0),
      left = Math.max(LEFT, S.textWidth(S.int(lines(most).at(-1) ?? 0)) + 8),
      plot = { left, top: TOP, width: Math.max(width - left - RIGHT, 1), height: Math.max(height - TOP - BOTTOM, 1) };
    const round = (v) => Math.round(v * 10) / 10;
    return {
      n,
      plot,
      most,
      tall,
      width,
      height,
      zero: number(f.first),
      step: plot.width / n,
      x: (i) => round(plot.left + (i * plot.width) / n),
      y: (v) => round(plot.top + plot.height * (1 - v / (most || 1))),
      floor: plot.top + plot.height,
    };
  }

  /* --- what is drawn --- */

  /* One bar a month, from what lies under it. */
  function bars(of, values, under) {
    const gap = of.step >= 3 ? 1 : of.step * 0.15;
    return values
      .map((v, i) => {
        if (!v) return "";
        const low = of.y(under?.[i] ?? 0),
          high = Math.min(of.y((under?.[i] ?? 0) + v), low - 0.5);
        return `M${of.x(i)},${low}V${high}H${Math.round((of.x(i + 1) - gap) * 10) / 10}V${low}Z`;
      })
      .join("");
  }

  const path = (kind, d) => S.svg("path", { class: kind, d });

  function parts(f, of) {
    if (!f.stacks.length) return [path("bars-all", bars(of, f.months))];
    let under = f.months.map(() => 0);
    return f.stacks.map(({ value, months }, i) => {
      const drawn = path(`part ${value === null ? "p-other" : `p${i}`}`, bars(of, months, under));
      under = under.map((n, at) => n + (months[at] ?? 0));
      return drawn;
    });
  }

  const text = (kind, x, y, words, anchor = "middle") => S.svg("text", { class: kind, x, y, "text-anchor": anchor }, words);

  /* Where no complete source covers the whole month. */
  function blind(f, of) {
    const gaps = [];
    let from = 0;
    for (const [first, last] of [...f.covered, [of.n, of.n]]) {
      if (first > from) gaps.push([from, first]);
      from = last + 1;
    }
    const words = f.recorded ? S.t("months.not_covered") : S.t("months.not_recorded", { source: f.sources });
    const width = ([a, b]) => of.x(b) - of.x(a);
    const widest = gaps.reduce((a, b) => (a && width(a) >= width(b) ? a : b), null);
    const box = ([a, b]) =>
      S.svg("rect", { class: "blind", x: of.x(a), y: of.plot.top, width: width([a, b]), height: of.plot.height });
    const said = widest && width(widest) > S.textWidth(words) + 4;
    return [
      gaps.map(box),
      said ? text("blind-text", (of.x(widest[0]) + of.x(widest[1])) / 2, of.plot.top + of.plot.height * 0.4, words) : null,
    ];
  }

  const grid = (of) =>
    [0, ...lines(of.most)].map((v) => [
      S.svg("path", { class: v ? "line" : "line floor", d: `M${of.plot.left},${of.y(v)}H${of.plot.left + of.plot.width}` }),
      text("tick", of.plot.left - 5, of.y(v) + (v ? 4 : 0), S.int(v), "end"),
    ]);

  function years(of) {
    const yearly = of.step * 12,
      every = [1, 2, 5, 10, 20, 50, 100].find((n) => n * yearly >= 46) ?? 500,
      found = [];
    for (let i = (12 - (of.zero % 12)) % 12; i < of.n; i += 12) {
      const year = (of.zero + i) / 12;
      if (year % every || of.x(i) > of.width - 14) continue;
      found.push(S.svg("path", { class: "line", d: `M${of.x(i)},${of.floor}v3` }), text("tick", of.x(i), of.floor + 14, String(year)));
    }
    return found;
  }

  /* The maximum, written at its bar. */
  function peak(f, of) {
    if (!f.peak) return null;
    const at = number(f.peak.month) - of.zero,
      words = S.t("months.peak", { n: f.peak.n, month: S.month.words(number(f.peak.month)) }),
      before = of.x(at) - 4 - S.textWidth(words, 600) > of.plot.left;
    const top = Math.max(of.y(f.peak.n) + 8, of.plot.top + 8);
    return before ? text("most", of.x(at) - 4, top, words, "end") : text("most", of.x(at + 1) + 4, top, words, "start");
  }

  /* Of a month in which the period begins or ends on the way: what of it lies inside. */
  const cut = (f, of) => {
    const values = f.months.map(() => 0);
    for (const [month, n] of Object.entries(f.partial)) {
      const at = number(month) - of.zero;
      if (at >= 0 && at < of.n) values[at] = n ?? 0;
    }
    return path("bars-all cut", bars(of, values));
  };

  function label(f, of) {
    const title = S.t(`months.title_${f.measure}`),
      said = { title, source: f.sources, first: S.month.words(of.zero), last: S.month.words(of.zero + of.n - 1) };
    if (!f.peak) return S.t("months.label_none", said);
    const words = S.t("months.peak", { n: f.peak.n, month: S.month.words(number(f.peak.month)) });
    return S.t("months.label", { ...said, peak: words });
  }

  /* Draw them; `span(a, b, whole, exact)` then says which months lie in the period: these are dark, all others pale. */
  S.bars = (f, size) => {
    const of = scaled(f, size),
      slit = S.svg("rect", { y: 0, height: size.height }),
      pieces = cut(f, of);
    const node = S.svg(
      "svg",
      { width: size.width, height: size.height, role: "img", "aria-label": label(f, of) },
      S.svg("clipPath", { id: "time-window" }, slit),
      blind(f, of).flat(),
      grid(of).flat(),
      path("bars-pale", bars(of, f.stacks.length ? of.tall : f.months)),
      S.svg("g", { "clip-path": "url(#time-window)" }, parts(f, of)),
      pieces,
      years(of),
      peak(f, of),
    );
    const span = (a, b, { whole, exact }) => {
      const inside = (i) => exact && name(of.zero + i) in f.partial,
        from = inside(a) ? a + 1 : a,
        to = inside(b) ? b - 1 : b;
      slit.setAttribute("x", of.x(from));
      slit.setAttribute("width", Math.max(of.x(to + 1) - of.x(from), 0));
      pieces.style.display = exact ? "" : "none";
      node.classList.toggle("whole", whole);
    };
    return { ...of, node, span };
  };
})(window.Sarhad);
