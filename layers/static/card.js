/* The card, docked in one corner: the same for mouse, touch and keyboard, and it hides no neighbour. */
(function (S) {
  "use strict";
  const node = () => S.$("#card");
  const rows = (pairs) =>
    S.el(
      "dl",
      null,
      pairs.filter(Boolean).flatMap(([term, words]) => [S.el("dt", null, term), S.el("dd", null, S.bdi(words))]),
    );

  const names = (region) => {
    const urdu = S.bare(region.name_ur),
      persian = S.bare(region.name_fa);
    return S.el(
      "div",
      { class: "names" },
      urdu ? S.el("span", { lang: "ur" }, urdu) : null,
      persian && persian !== urdu ? S.el("span", { lang: "fa" }, persian) : null,
    );
  };

  const big = (figure, words) => S.el("div", { class: "big" }, S.bdi(figure), S.el("small", null, words));

  const range = (best, low, high) =>
    best === null || best === undefined
      ? "unknown"
      : S.int(best) + (low !== high && low !== null && high !== null ? ` (${S.int(low)} to ${S.int(high)})` : "");

  function precision(region) {
    const parts = Object.entries(region.precision || {}).filter(([, n]) => n > 0);
    if (!parts.length) return [];
    const words = parts.map(([p, n]) => `${S.known[p] || p} ${S.int(n)}`).join(" · ");
    return [
      S.el(
        "div",
        { class: "prec", "aria-hidden": "true" },
        parts.map(([, n]) => S.el("i", { style: { flex: String(n) } })),
      ),
      S.el("div", { class: "preck" }, `Place known: ${words}`),
    ];
  }

  function notCovered(region) {
    const { n, m } = S.knownCount(region),
      all = S.knownCount(region, true),
      more = all.n + all.m,
      every = Object.values(S.knownIn(region.id, true)).flat(),
      known = S.knownWords(region);
    const words = n + m === more ? known : `${known} with these filters, ${S.int(more)} in all`;
    const outside =
      region.incidents && !S.listAsked()
        ? ["In this source", `${S.plural(region.incidents, "incident")}, outside its coverage`]
        : null;
    return [
      big("Not covered", "by this source: no rate, rank, share or change"),
      rows([
        outside,
        S.listName() ? ["Known here", more ? words : `nothing of ${S.listName()}`] : null,
        more ? ["From", [S.listName(), S.span(every)].filter(Boolean).join(", ")] : null,
      ]),
    ];
  }

  /* Over a surface, a region's figure is that of all of it, and not that of the place that was pointed at. */
  const whole = () => (S.heating() ? ", whole region" : "");

  function covered(region) {
    const f = S.now.figures,
      ranked = f.regions.filter((r) => r.status === "covered" && r.rank).length,
      value = region.value;
    const unit = f.per === "none" ? S.measures[f.measure].toLowerCase() : f.unit;
    const share =
      region.share === null || region.share === undefined ? "" : ` · ${S.pct(region.share)} of ${S.int(f.counted)}`;
    return [
      value === null || value === undefined
        ? big(
            "No figure",
            f.per === "population" ? "no census population is known here" : "not recorded by this source",
          )
        : big(S.num(value), unit + whole()),
      rows([
        region.rank ? ["Rank", `${region.rank} of ${ranked} covered regions`] : null,
        ["Incidents", `${S.int(region.incidents)}${share}`],
        ["Killed", range(region.killed, region.killed_low, region.killed_high)],
        region.injured !== null && region.injured !== undefined
          ? [
              "Injured",
              S.int(region.injured) + (region.injured_unknown ? `, unknown in ${S.int(region.injured_unknown)}` : ""),
            ]
          : null,
        f.per === "population" && region.population
          ? ["People", `${S.int(region.population)}${region.population_year ? ` (${region.population_year})` : ""}`]
          : null,
      ]),
      ...precision(region),
    ];
  }

  function compared(region) {
    const f = S.now.figures,
      now = region[f.measure === "casualties" ? "casualties" : f.measure],
      { from, to } = S.asking(f);
    const counts = [
      "From, to",
      `${S.int(region.base ?? 0)} → ${S.int(now ?? 0)} ${S.measures[f.measure].toLowerCase()}`,
    ];
    if (typeof region.base !== "number") return [big("No comparison", "the two periods are not both covered")];
    const head =
      region.change === null || region.change === undefined
        ? big("No percentage", "the period before has fewer than 10")
        : big(`${S.signed(region.change)} %`, `in ${S.period(from, to)} against ${S.before(f)}${whole()}`);
    const interval =
      region.change_low !== null && region.change_low !== undefined && region.change !== null
        ? ["95 % interval", `${S.signed(region.change_low)} % to ${S.signed(region.change_high)} %`]
        : null;
    return [head, rows([counts, interval])];
  }

  S.before = (f) => {
    const { from, to } = f.compared_with || {};
    if (from && to) return S.period(from, to);
    return f.query.compare === "year" ? "the same period a year before" : "the period before";
  };

  S.drawCard = () => {
    const id = S.now.hovered || S.now.pinned,
      region = id && S.now.regions.get(id);
    if (!region) {
      node().hidden = true;
      return;
    }
    const body = region.status !== "covered" ? notCovered(region) : S.comparing() ? compared(region) : covered(region);
    const held = S.now.pinned === id;
    const words =
      S.now.how === "focus"
        ? held
          ? "Esc: release · arrows: next"
          : "Enter: hold this card · arrows: next"
        : held
          ? "Held · Esc or a second click: release"
          : "Click: hold this card";
    node().setAttribute("aria-label", region.name);
    node().replaceChildren(
      S.el("h2", null, region.name),
      names(region),
      ...body,
      S.el("div", { class: "key" }, words),
      held ? close() : "",
    );
    node().hidden = false;
  };

  const close = () =>
    S.el(
      "button",
      {
        type: "button",
        class: "close",
        "aria-label": "Close",
        on: {
          click: () => {
            S.now.pinned = null;
            S.point(null, "hover");
          },
        },
      },
      "×",
    );

  /* What a symbol stands for. All of it is text from outside, and stays text. */
  S.showMembers = (features, hold) => {
    if (S.now.pinned && !hold) return;
    if (hold) {
      S.now.pinned = null;
      S.now.hovered = null;
      S.now.members = true;
      S.mark();
    }
    const { properties } = features[0],
      operation = properties.from_country !== undefined,
      own = !operation && properties.date_start === undefined,
      counted = S.near().includes(features[0]);
    const title = own
      ? S.plural(features.length, "site of yours", "sites of yours")
      : operation
        ? S.plural(features.length, "operation") + " across the border"
        : S.plural(features.length, "incident").replace(/^\S+/, S.atLeast(features.length, features)) + (counted ? "" : ` of ${S.listName()}`);
    const items = [...features].sort((a, b) =>
      String(b.properties.date ?? b.properties.date_start ?? "").localeCompare(
        String(a.properties.date ?? a.properties.date_start ?? ""),
      ),
    );
    node().setAttribute("aria-label", title);
    node().replaceChildren(
      S.el("h2", null, title),
      S.el(
        "ul",
        null,
        items.map((f) =>
          S.el(
            "li",
            null,
            S.el("b", null, own ? String(f.properties.name ?? "unnamed") : S.placeOf(f)),
            own ? null : S.told(f).map((words) => S.el("span", null, words)),
          ),
        ),
      ),
      S.el(
        "div",
        { class: "key" },
        own ? "Your sites are on this map only" : counted ? "Counted in this heat map" : "Not counted in any rate",
      ),
      hold ? close() : "",
    );
    node().hidden = false;
  };
})(window.Sarhad);
