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
      ? S.t("words.unknown")
      : low !== high && low !== null && high !== null
        ? S.t("card.range", { best, low, high })
        : S.int(best);

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
      S.el("div", { class: "preck" }, S.t("card.place_known", { words })),
    ];
  }

  function notCovered(region) {
    const { n, m } = S.knownCount(region),
      all = S.knownCount(region, true),
      more = all.n + all.m,
      every = Object.values(S.knownIn(region.id, true)).flat(),
      known = S.knownWords(region);
    const words = n + m === more ? known : S.t("card.known_some", { known, n: more });
    const outside =
      region.incidents && !S.listAsked()
        ? [
            S.t("card.in_source"),
            S.t("card.in_source_outside", { incidents: S.t("words.incidents", { n: region.incidents }) }),
          ]
        : null;
    return [
      big(S.t("card.not_covered"), S.t("card.not_covered_why")),
      rows([
        outside,
        S.listName()
          ? [S.t("card.known_here"), more ? words : S.t("card.known_nothing", { list: S.listName() })]
          : null,
        more ? [S.t("card.known_from"), [S.listName(), S.span(every)].filter(Boolean).join(", ")] : null,
      ]),
    ];
  }

  /* Over a surface, a region's figure is that of all of it, and not that of the place that was pointed at. */
  const whole = (unit) => (S.heating() ? S.t("card.whole_region", { unit }) : unit);

  function covered(region) {
    const f = S.now.figures,
      value = region.value;
    const unit = f.per === "none" ? S.counted[f.measure] : f.unit;
    const of = { what: S.counted[f.measure], country: S.countries[region.country] };
    const share = region.share && region.country ? S.t("keys.share", { part: S.pct(region.share), ...of }) : null;
    return [
      value === null || value === undefined
        ? big(S.t("card.no_figure"), S.t(f.per === "population" ? "card.no_census" : "card.not_recorded"))
        : big(S.num(value), whole(unit)),
      rows([
        region.rank ? [S.t("card.rank"), S.t("card.rank_of", { rank: region.rank, n: f.ranked })] : null,
        [S.t("card.incidents"), S.int(region.incidents)],
        [S.t("card.killed"), range(region.killed, region.killed_low, region.killed_high)],
        share ? [S.t("card.share"), share] : null,
        region.injured !== null && region.injured !== undefined
          ? [
              S.t("card.injured"),
              region.injured_unknown
                ? S.t("card.injured_unknown", { n: region.injured, unknown: region.injured_unknown })
                : S.int(region.injured),
            ]
          : null,
        f.per === "population" && region.population
          ? [
              S.t("card.people"),
              region.population_year
                ? S.t("card.people_of", { n: region.population, year: String(region.population_year) })
                : S.int(region.population),
            ]
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
      S.t("card.from_to"),
      S.t("card.base_now", { base: region.base ?? 0, n: now ?? 0, what: S.counted[f.measure] }),
    ];
    if (typeof region.base !== "number") return [big(S.t("card.no_comparison"), S.t("card.not_both"))];
    const head =
      region.change === null || region.change === undefined
        ? big(S.t("card.no_percentage"), S.t("card.small_base"))
        : big(
            S.t("words.percent", { n: S.signed(region.change) }),
            whole(S.t("card.against", { period: S.period(from, to), before: S.before(f) })),
          );
    const interval =
      region.change_low !== null && region.change_low !== undefined && region.change !== null
        ? [
            S.t("card.interval"),
            S.t("card.interval_of", { low: S.signed(region.change_low), high: S.signed(region.change_high) }),
          ]
        : null;
    return [head, rows([counts, interval])];
  }

  S.before = (f) => {
    const { from, to } = f.compared_with || {};
    if (from && to) return S.period(from, to);
    return S.t(f.query.compare === "year" ? "card.year_before" : "card.period_before");
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
    const can = region.status === "covered" && !S.source.embedded() ? "narrow" : "hold";
    const words = S.t(`keys.${held ? "held" : can}_by_${S.now.how === "focus" ? "key" : "mouse"}`);
    node().setAttribute("aria-label", region.name);
    node().replaceChildren(
      S.el("h2", null, region.name),
      names(region),
      ...body,
      S.el("div", { class: "key" }, words),
      held ? S.el("button", { type: "button", class: "btn quiet", on: { click: () => S.zoomTo(id) } }, S.t("keys.zoom")) : "",
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
        "aria-label": S.t("card.close"),
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
  S.showMembers = (features, hold, n = features.length) => {
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
      counted = S.shown().counts?.(features[0]);
    const title = own
      ? S.t("card.sites", { n: features.length })
      : operation
        ? S.t("card.operations", { n: features.length })
        : S.t(counted ? "card.counted_title" : "card.of_list", { n, many: S.atLeast(n, features), list: S.listName() });
    const items = [...features].sort((a, b) =>
      String(b.properties.date ?? b.properties.date_start ?? "").localeCompare(
        String(a.properties.date ?? a.properties.date_start ?? ""),
      ),
    );
    node().setAttribute("aria-label", title);
    node().replaceChildren(
      S.el("h2", null, title),
      n > features.length ? S.el("p", null, S.t("points.part_listed", { shown: features.length, n })) : "",
      S.el(
        "ul",
        null,
        items.map((f) =>
          S.el(
            "li",
            null,
            S.el("b", null, own ? String(f.properties.name ?? S.t("card.unnamed")) : S.placeOf(f)),
            own ? null : S.told(f).map((words) => S.el("span", null, words)),
          ),
        ),
      ),
      S.el(
        "div",
        { class: "key" },
        own ? S.t("card.sites_only") : counted || S.t("card.not_counted"),
      ),
      hold ? close() : "",
    );
    node().hidden = false;
  };
})(window.Sarhad);
