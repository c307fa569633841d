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
          click: ({ shiftKey }) => S.pin(region.id, shiftKey),
        },
      },
      ...cells,
    );

  function uncovered(region, before) {
    const { n, m } = S.knownCount(region, true),
      known = () => S.t("table.not_covered", { known: S.knownWords(region, S.listName()) }),
      words = n || m ? known() : S.t("table.not_covered_by");
    return row(region, ...before, name(region), S.el("td", { class: "none", colspan: 3, title: words }, words));
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
      S.el("td", null, S.spark(region)),
    );
  }

  const heads = (f) => [
    ["rank", S.t("table.rank"), "vh"],
    ["name", S.t("table.region")],
    ["value", f.per === "none" ? plain(f.measure) : S.t("table.rate"), "n"],
    ["share", S.t("table.share"), "n"],
    [null, S.t("table.yearly")],
  ];
  const plain = (measure) => (measure === "casualties" ? S.t("table.casualties") : S.measures[measure]);

  /* --- the table of changes --- */

  function changed(region) {
    if (region.status !== "covered") return uncovered(region, []);
    if (typeof region.base !== "number") {
      return row(region, name(region), S.el("td", { class: "none", colspan: 3 }, S.t("table.not_both")));
    }
    const now = region[S.now.figures.measure] ?? 0,
      base = region.base;
    const told = S.el("span", { dir: "ltr" }, `${S.int(base)} → `, S.el("b", null, S.int(now))),
      counts = S.el("td", { class: "n" }, told);
    if (region.change === null || region.change === undefined) {
      const more = now - base,
        sign = more > 0 ? "+" : more < 0 ? "−" : "±";
      return row(
        region,
        name(region),
        counts,
        S.el(
          "td",
          { class: "none n", colspan: 2 },
          S.t("table.small_base", { more: `${sign}${S.int(Math.abs(more))}` }),
        ),
      );
    }
    return row(
      region,
      name(region),
      counts,
      S.el("td", null, S.hasInterval(region) ? S.whisker(region) : ""),
      S.el(
        "td",
        { class: "n" },
        S.el("b", null, S.t("words.percent", { n: S.signed(region.change) })),
        S.el(
          "small",
          { class: "muted" },
          S.hasInterval(region) ? ` ${S.t("table.interval", S.ends(region))}` : "",
        ),
      ),
    );
  }

  const changeHeads = (f) => {
    const { from, to } = S.asking(f),
      years = S.t("table.from_to", { before: S.before(f), now: S.period(from, to) });
    return [
      ["name", S.t("table.region")],
      ["value", years.length < 15 ? years : S.t("table.before_now"), "n"],
      [null, S.ltr("− 0 +"), "mid"],
      ["change", S.t("table.change_interval"), "n"],
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
          kind === "vh" ? S.el("span", { class: "vh" }, ` ${S.t("table.rank_spoken")}`) : null,
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
    const words = S.t("table.others", { regions: S.t(`words.${S.level()}`, { n: rest.length }) });
    const nc = S.el("i", { class: "sw nc", "aria-hidden": "true" });
    return S.el(
      "tr",
      null,
      compare ? null : S.el("td", { class: "rk" }, "–"),
      S.el("td", null, nc, where.length > 2 ? S.t("table.all_others") : where.join(", ")),
      S.el("td", { class: "none", colspan: 3 }, words),
    );
  }

  const per = (f) =>
    f.per === "none" ? S.t("table.plain_count", { what: S.counted[f.measure] }) : S.t(`units.per_${f.per}`);

  /* What the figures of the table are, or why there are none. */
  function basis(f, regions, covered) {
    if (!covered) return S.t(S.complete() ? "table.no_rate_period" : "table.no_rate_list");
    if (!S.comparing()) return f.counted ? S.t("table.own_scale", { per: per(f) }) : S.t("table.zero");
    if (regions.some(S.hasInterval)) return S.t("table.exact_interval");
    if (!regions.some((r) => typeof r.base === "number")) return S.t("table.not_both");
    return S.t(f.measure === "incidents" ? "table.too_few" : "table.no_interval");
  }

  S.drawTable = () => {
    const f = S.now.figures,
      compare = S.comparing(),
      regions = [...S.now.regions.values()],
      most = Math.max(0, ...regions.map((r) => r.value ?? 0));
    const make = compare ? changed : (region) => rated(region, most);
    const focus = regions.filter((r) => r.focus).sort((a, b) => a.focus - b.focus),
      rest = sorted(regions.filter((r) => !r.focus && hasRow(r)));
    const covered = regions.some((r) => r.status === "covered");
    const highest = f.counted && order.by === "value" && order.down;
    const title = covered && compare ? "table.change" : covered && highest ? "table.highest_first" : "table.regions";
    S.$("#table").className = `tbl${compare ? " compare" : ""}`;
    S.$("#regions").classList.toggle("long", focus.length + rest.length > MOST);
    S.$("#table").replaceChildren(
      S.el("caption", null, S.t(title), S.el("small", null, basis(f, regions, covered))),
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
