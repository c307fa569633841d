/* The ranked table: focus provinces pinned with their true rank, bars from zero, a sparkline on its own scale. */
(function (S) {
  "use strict";
  const MOST = 20; /* rows: a longer table scrolls on its own, above the lists */
  let order = { by: "value", down: true },
    shown = null;

  const swatch = (region) => S.el("i", { class: `sw ${S.classOf(region.id)}`, "aria-hidden": "true" });
  const name = (region) =>
    S.el(
      "td",
      null,
      swatch(region),
      S.el(
        "button",
        {
          type: "button",
          class: "name",
          title: region.name,
          "data-id": region.id,
          on: { focus: () => S.point(region.id, "hover"), blur: () => S.point(null, "hover") },
        },
        S.short(region.name),
      ),
    );

  const row = (region, ...cells) =>
    S.el(
      "tr",
      {
        "data-id": region.id,
        on: {
          mouseenter: () => S.point(region.id, "hover"),
          mouseleave: () => S.point(null, "hover"),
          click: () => S.pin(region.id),
        },
      },
      ...cells,
    );

  function uncovered(region, before) {
    const { n, m } = S.knownCount(region, true),
      words = n || m ? `not covered · ${S.knownWords(region, S.listName())}` : "not covered by this source";
    return row(region, ...before, name(region), S.el("td", { class: "none", colspan: 3, title: words }, words));
  }

  /* --- sparkline --- */

  function spark(region) {
    const yearly = region.yearly || [],
      most = Math.max(1, ...yearly),
      w = 72,
      h = 20,
      first = S.now.figures.first_year;
    if (yearly.length < 2 || !yearly.some(Boolean)) return null;
    const xy = yearly.map((n, i) => [2 + (i * (w - 4)) / (yearly.length - 1), h - 2.5 - (n / most) * (h - 5)]),
      k = yearly.indexOf(Math.max(...yearly));
    return S.svg(
      "svg",
      { class: "spark", width: w, height: h, role: "img", "aria-label": `highest in ${first + k}: ${yearly[k]}` },
      S.svg("path", { d: `M${xy.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}` }),
      S.svg("circle", { cx: xy[k][0].toFixed(1), cy: xy[k][1].toFixed(1), r: 1.8 }),
    );
  }

  /* --- the ordinary table --- */

  function rated(region, most) {
    if (region.status !== "covered") return uncovered(region, [S.el("td", { class: "rk" }, "–")]);
    const v = region.value,
      has = v !== null && v !== undefined;
    return row(
      region,
      S.el("td", { class: "rk" }, region.rank && region.incidents ? String(region.rank) : "–"),
      name(region),
      S.el(
        "td",
        null,
        S.el(
          "div",
          { class: "bar" },
          S.el("i", { style: { "inline-size": has && most ? `${((v / most) * 100).toFixed(1)}%` : "0" } }),
          S.el("b", null, has ? S.num(v) : "–"),
        ),
      ),
      S.el("td", { class: "n" }, region.share && region.incidents ? S.pct(region.share) : "–"),
      S.el("td", null, spark(region)),
    );
  }

  const heads = (f) => [
    ["rank", "Rank", "vh"],
    ["name", "Region"],
    ["value", f.per === "none" ? S.measures[f.measure].replace("Killed and injured", "Casualties") : "Rate", "n"],
    ["share", "Share", "n"],
    [null, "Yearly *"],
  ];

  /* --- the table of changes --- */

  const RANGE = [0.4, 2.6],
    X = (q) =>
      5 +
      ((Math.min(Math.max(Math.log(Math.max(q, 0.01)), Math.log(RANGE[0])), Math.log(RANGE[1])) - Math.log(RANGE[0])) /
        (Math.log(RANGE[1]) - Math.log(RANGE[0]))) *
        54;

  function whisker(region) {
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
        "aria-label": `interval ${S.signed(region.change_low)} to ${S.signed(region.change_high)} %`,
      },
      line(zero, zero, 0, 18, "z"),
      line(lo, hi, 9, 9),
      S.svg("circle", { class: S.changeClass(region), cx: at.toFixed(1), cy: 9, r: 4.5 }),
    );
  }

  function changed(region) {
    if (region.status !== "covered") return uncovered(region, []);
    if (typeof region.base !== "number") {
      const words = "the two periods are not both covered";
      return row(region, name(region), S.el("td", { class: "none", colspan: 3 }, words));
    }
    const now = region[S.now.figures.measure] ?? 0,
      base = region.base;
    const counts = S.el("td", { class: "n" }, `${S.int(base)} → `, S.el("b", null, S.int(now)));
    if (region.change === null || region.change === undefined) {
      const more = now - base,
        sign = more > 0 ? "+" : more < 0 ? "−" : "±";
      return row(
        region,
        name(region),
        counts,
        S.el("td", { class: "none n", colspan: 2 }, `${sign}${S.int(Math.abs(more))} on a base under 10`),
      );
    }
    return row(
      region,
      name(region),
      counts,
      S.el("td", null, S.hasInterval(region) ? whisker(region) : ""),
      S.el(
        "td",
        { class: "n" },
        S.el("b", null, `${S.signed(region.change)} %`),
        S.el(
          "small",
          { class: "muted" },
          S.hasInterval(region) ? ` ${S.signed(region.change_low)} to ${S.signed(region.change_high)}` : "",
        ),
      ),
    );
  }

  const changeHeads = (f) => {
    const { from, to } = S.asking(f),
      years = `${S.before(f)} → ${S.period(from, to)}`;
    return [
      ["name", "Region"],
      ["value", years.length < 15 ? years : "Before → now", "n"],
      [null, "− 0 +", "mid"],
      ["change", "Change, interval", "n"],
    ];
  };

  /* --- order and frame --- */

  const KEYS = {
    rank: (r) => -(r.rank ?? 1e9),
    name: (r) => r.name,
    value: (r) => r.value ?? (r.incidents ?? 0) - 1e9 /* what is only listed comes after what has a figure */,
    share: (r) => r.share ?? -1,
    change: (r) => r.change ?? -9,
  };

  function sorted(regions) {
    const key = KEYS[order.by] || KEYS.value,
      up = order.by === "name" ? order.down : !order.down;
    return [...regions].sort((a, b) => {
      const x = key(a),
        y = key(b);
      return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1) || a.name.localeCompare(b.name);
    });
  }

  function head([by, words, kind]) {
    const down = by === "name" || by === "rank" ? !order.down : order.down;
    const sort = by && order.by === by ? { "aria-sort": down ? "descending" : "ascending" } : {};
    const choose = () => {
      order = { by, down: order.by === by ? !order.down : true };
      S.drawTable();
      S.$(`#table th[data-by="${by}"] button`)?.focus();
    };
    const inner = by
      ? S.el(
          "button",
          { type: "button", on: { click: choose } },
          kind === "vh" ? "#" : words,
          kind === "vh" ? S.el("span", { class: "vh" }, " rank") : null,
        )
      : words;
    return S.el("th", { scope: "col", class: kind === "vh" ? "n" : kind, "data-by": by, ...sort }, inner);
  }

  const columns = (compare) =>
    S.el(
      "colgroup",
      null,
      (compare ? ["name-col", "count-col", "ci-col", ""] : ["rk-col", "name-col", "", "share-col", "spark-col"]).map(
        (k) => S.el("col", { class: k || null }),
      ),
    );

  /* A region of its own row: in focus, covered, or with incidents of a list that is asked. */
  const hasRow = (r) => r.focus || r.status === "covered" || (S.listAsked() && S.knownCount(r).n > 0);

  function others(regions, compare) {
    const rest = regions.filter((r) => !hasRow(r));
    if (!rest.length) return null;
    const where = [...new Set(rest.map((r) => r.country))]
      .map((c) => S.countries[c] || c)
      .sort((a, b) => b.localeCompare(a));
    const words = `not covered by this source · ${S.plural(rest.length, ...S.levels[S.level()])}`;
    const nc = S.el("i", { class: "sw nc", "aria-hidden": "true" });
    return S.el(
      "tr",
      null,
      compare ? null : S.el("td", { class: "rk" }, "–"),
      S.el("td", null, nc, where.length > 2 ? "All others" : where.join(", ")),
      S.el("td", { class: "none", colspan: 3 }, words),
    );
  }

  S.drawTable = () => {
    const f = S.now.figures,
      compare = S.comparing(),
      regions = [...S.now.regions.values()],
      most = Math.max(0, ...regions.map((r) => r.value ?? 0));
    const make = compare ? changed : (region) => rated(region, most);
    const focus = regions.filter((r) => r.focus).sort((a, b) => a.focus - b.focus),
      rest = sorted(regions.filter((r) => !r.focus && hasRow(r)));
    const per =
      f.per === "none" ? `${S.measures[f.measure].toLowerCase()}, plain count` : f.unit.replace(/^\D*? per /, "per ");
    const covered = regions.some((r) => r.status === "covered");
    const highest = f.counted && order.by === "value" && order.down;
    const title = !covered ? "Regions" : compare ? "Change by region" : highest ? "Regions, highest first" : "Regions";
    const small = !covered
      ? `${S.complete() ? "not covered in this period" : "this source is not complete"}: no rate, rank or share`
      : compare
        ? regions.some(S.hasInterval)
          ? "exact 95 % interval"
          : !regions.some((r) => typeof r.base === "number")
            ? "the two periods are not both covered"
            : f.measure === "incidents"
              ? "too few for an interval"
              : "no interval for people, as deaths are not independent"
        : f.counted
          ? `${per} · * own scale`
          : "zero in every covered region";
    S.$("#table").className = `tbl${compare ? " compare" : ""}`;
    S.$("#regions").classList.toggle("long", focus.length + rest.length > MOST);
    S.$("#table").replaceChildren(
      S.el("caption", null, title, S.el("small", null, small)),
      columns(compare),
      S.el("thead", null, S.el("tr", null, (compare ? changeHeads(f) : heads(f)).map(head))),
      focus.length ? S.el("tbody", { class: "pin" }, focus.map(make)) : "",
      S.el("tbody", null, rest.map(make), others(regions, compare)),
    );
    S.markRows();
  };

  S.markRows = () => {
    for (const tr of S.$$("#table tr[data-id]")) {
      tr.classList.toggle("hot", tr.dataset.id === S.now.hovered);
      tr.classList.toggle("pinned", tr.dataset.id === S.now.pinned);
    }
    if (shown !== S.now.pinned) reveal(S.$("#table tr.pinned"));
    shown = S.now.pinned;
  };

  /* What is held on the map is scrolled to, within the table alone. */
  function reveal(tr) {
    const box = S.$("#regions"),
      over = tr && S.rect(tr, box);
    if (over && (over[1] < 60 || over[3] > box.clientHeight)) box.scrollTop += over[1] - box.clientHeight / 2;
  }
})(window.Sarhad);
