/* The states of the page: loading, error, empty, and what the service had to say. */
(function (S) {
  "use strict";
  let timers = [],
    lostOf = null; /* the question whose tiles were lost */

  /* --- loading: the old picture stays; a line after 150 ms, paler figures after 400 ms --- */

  S.loading = (on) => {
    timers.forEach(clearTimeout);
    document.body.classList.remove("is-loading", "is-stale");
    document.body.setAttribute("aria-busy", String(on));
    timers = on
      ? [
          setTimeout(() => document.body.classList.add("is-loading"), 150),
          setTimeout(() => document.body.classList.add("is-stale"), 400),
        ]
      : [];
  };

  /* --- one amber line each, dismissable --- */

  const notice = (text, more) => {
    const away = () => {
      line.remove();
      S.redraw();
    };
    const dismiss = S.el("button", { type: "button", "aria-label": S.t("states.dismiss"), on: { click: away } }, "×");
    const line = S.el("div", { class: "notice" }, S.el("span", null, text), more, dismiss);
    return line;
  };

  const button = (words, click, kind = "again") => S.el("button", { type: "button", class: kind, on: { click } }, words);

  /* One line, however often it happens: each line makes the map smaller, and a smaller map asks for other tiles. */
  let lostTiles = null;
  S.tilesLost = (n, again) => {
    const line = notice(S.t("states.tiles_lost", { n }), button(S.t("page.again"), again));
    if (lostTiles?.isConnected) lostTiles.replaceWith(line);
    else S.$("#notices").append(line);
    lostTiles = line;
    lostOf = S.now.answered;
  };

  /* What an address said in vain, in one notice. */
  S.ignored = (reasons) => {
    if (reasons.length < 2) return reasons;
    const list = S.el(
      "ul",
      null,
      reasons.map((reason) => S.el("li", null, reason)),
    );
    return [S.el("details", { open: true }, S.el("summary", null, S.t("states.ignored", { n: reasons.length })), list)];
  };

  /* Tiles of the same answer may have failed before the rest of it was drawn: that stays said. */
  S.notices = (all) => {
    const still = lostTiles?.isConnected && lostOf === S.now.answered ? [lostTiles] : [];
    S.$("#notices").replaceChildren(...all.filter(Boolean).map((one) => notice(one)), ...still);
  };

  /* --- the panel in the corner of the map: error and empty --- */

  const panel = () => S.$("#trouble");
  S.calm = () => {
    panel().hidden = true;
  };

  S.failed = (error, again) => {
    const text = error.message || String(error),
      details = JSON.stringify(
        { when: new Date().toISOString(), address: location.href, error: text, problem: error.problem },
        null,
        1,
      );
    const copy = button(S.t("states.copy_details"), () => S.copy(details, copy), "btn");
    panel().replaceChildren(
      S.el("h2", null, S.t("states.failed")),
      S.el("p", null, `${text}${S.now.figures ? ` ${S.t("states.last_stays")}` : ""}`),
      S.el("div", { class: "row" }, button(S.t("page.again"), again, "btn primary"), copy),
    );
    S.$("#legend").hidden = true;
    panel().hidden = false;
  };

  /* --- empty: which filter emptied it, what each single removal would give, and where the nearest incidents are --- */

  const title = (n) => S.t(`states.${["none", "none_of_one", "none_of_both"][n] ?? "none_of_all"}`, { n });

  const remove = (filter, i) =>
    S.el(
      "li",
      null,
      S.el(
        "button",
        {
          type: "button",
          class: `btn${i ? "" : " primary"}`,
          on: { click: () => S.ask(S.without(S.now.asked, filter.name)) },
        },
        S.el("span", null, S.t("states.remove", { filter: filter.text })),
        S.el("i", null, S.t("states.incidents", { n: filter.n })),
      ),
    );

  /* How many each single removal would give; one that does not help gives none. */
  const tried = (filters, asked) =>
    Promise.all(
      filters.slice(0, 6).map(async (filter) => {
        const n = await S.source.trial(S.without(asked, filter.name)).catch(() => 0);
        return { ...filter, n: n ?? 0 };
      }),
    );

  /* Of the filters that are left: the month next to the period in which there is something. */
  function nearest() {
    const { from, to } = S.asking(S.now.figures),
      month = S.nearestMonth?.(from, to);
    if (!month) return null;
    const go = () => {
      const asked = S.without(S.now.asked, "period");
      asked.set("from", month.from);
      asked.set("to", month.to);
      S.ask(asked);
    };
    const words = S.t("states.nearest", { month: S.date(month.from, "month") });
    return S.el("p", null, S.el("button", { type: "button", class: "btn quiet", on: { click: go } }, words));
  }

  S.empty = async () => {
    const filters = S.source.embedded() ? [] : S.filters().filter(({ name }) => name !== "bandwidth"),
      asked = S.now.asked;
    const fill = (lead, ...rest) =>
      panel().replaceChildren(
        S.el("h2", null, title(filters.length)),
        S.el("p", null, [lead, S.t("states.zero")].filter(Boolean).join(" ")),
        ...rest.filter(Boolean),
      );
    fill();
    S.$("#legend").hidden = true; /* all of its classes are empty */
    panel().hidden = false;
    if (!filters.length) return;
    const found = await tried(filters, asked);
    if (asked !== S.now.asked) return; /* something else was asked meanwhile */
    const help = found.filter((one) => one.n > 0).sort((a, b) => a.n - b.n),
      none = found.filter((one) => !one.n);
    S.now.culprit = help[0]?.name ?? null;
    fill(
      help.length === 1 ? S.t("states.culprit", { filter: help[0].text }) : "",
      S.el("ul", null, help.map(remove)),
      none.length ? S.el("p", null, S.t("states.no_help", { filters: S.listing(none.map((one) => `“${one.text}”`)) })) : null,
      nearest(),
    );
    S.drawFilters();
    S.redraw();
  };
})(window.Sarhad);
