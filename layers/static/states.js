/* The finding, and the states of the page: loading, error, empty, and what the service had to say. */
(function (S) {
  "use strict";
  let timers = [];

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

  /* --- the finding --- */

  const left = (f) => (S.heating() ? S.leftOut(S.now.heat).n : (f.excluded?.n || 0) + (f.unplaced?.n || 0));

  function sub(f) {
    const n = left(f),
      h = S.headline();
    const version = f.version ? `version ${f.version.revision}` : "",
      wide = (text) => S.el("span", { class: "wide" }, text),
      brief = (text) => S.el("span", { class: "short" }, text);
    const laid = S.heating() ? S.spreadOver(S.now.heat).text : "";
    if (!n && !laid) return [wide(h.sub.includes(version) ? h.sub : `${h.sub} · ${version}`), brief(briefly(f) + uncovered())];
    const why = S.el(
      "button",
      {
        type: "button",
        class: "why",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        "aria-controls": "reasons",
        on: { click: (event) => S.toggle(event.currentTarget) },
      },
      [laid, `${S.int(n)} left out`].filter(Boolean).join(" · "),
    );
    const [before, after] = around(h, `${S.int(n)} left out`, version);
    return [wide(before), brief(`${briefly(f)} · `), why, wide(after), brief(uncovered())];
  }

  /* The words before and after "161 left out", which opens the reasons, wherever the sentence has it. */
  function around(h, words, version) {
    const at = h.sub.indexOf(words);
    if (at >= 0) return [h.sub.slice(0, at), h.sub.slice(at + words.length)];
    if (S.heating()) return [`${h.sub} · `, version ? ` · ${version}` : ""];
    return [`${h.sub} · `, `${h.left_out ? `: ${h.left_out}` : ""}${version ? ` · ${version}` : ""}`];
  }

  /* The second line of a phone: source, period, n, and what is not covered, in two lines of 12 px. */
  function briefly(f) {
    const { from, to } = S.asking(f);
    const kernel = S.heating() ? ` · kernel ${S.bandwidth()} km` : "";
    return `${S.ofSources(f, (s) => s.short || s.name)}, ${S.period(from, to)}${kernel} · n = ${S.int(S.included())}`;
  }

  function uncovered() {
    const all = [...S.now.regions.values()],
      countries = [...new Set(all.map((r) => r.country))];
    const none = countries
      .filter((c) => all.every((r) => r.country !== c || r.status !== "covered"))
      .map((c) => S.countries[c] || c)
      .sort((a, b) => b.localeCompare(a));
    const { mapped } = S.now.figures.coverage || {},
      bare = Object.keys(S.countries).filter((c) => mapped && !mapped.includes(c));
    if (bare.length) return ` · no ${S.level()}s of ${bare.map((c) => S.countries[c]).join(" and ")}`;
    return none.length
      ? ` · ${none.length === countries.length ? S.complete() ? "not covered" : "not complete anywhere" : `${none.join(" and ")} not covered`}`
      : "";
  }

  S.drawFinding = () => {
    const f = S.now.figures,
      h = S.headline(),
      short = h.short || h.text;
    S.$("#finding").replaceChildren(S.el("span", { class: "wide" }, h.text), S.el("span", { class: "short" }, short));
    S.$("#sub").replaceChildren(...sub(f));
    document.title = `${h.text} – Sarhad`;
    reasons(f);
  };

  const REASONS = {
    precision: "place known less well than asked for",
    outside: "outside every region",
    period: "outside the period",
    country: "known only to the country",
  };

  const table = (title, rows, below) =>
    S.$("#reasons").replaceChildren(
      S.el("h2", null, title),
      S.el(
        "dl",
        null,
        rows.flatMap(([words, n]) => [S.el("dt", null, words), S.el("dd", null, S.int(n))]),
      ),
      S.el("p", null, ...below),
    );

  /* What a surface rests on: what it laid out evenly, and what it left out. */
  function rests(found) {
    const out = S.leftOut(found),
      spread = S.spreadOver(found);
    const counted = spread.words.map(([words, n]) => [`counted, ${words}`, n]);
    const sum = `${S.int(found.n)} counted + ${S.int(out.n)} left out = ${S.int(found.total)}.`;
    table(`${S.int(out.n)} of ${S.int(found.total)} left out`, [...out.words, ...counted], [
      [sum, ...(found.warnings || [])].join(" "),
    ]);
  }

  function reasons(f) {
    if (S.heating()) return rests(S.now.heat);
    const rows = Object.entries(f.excluded?.reasons || {}).map(([reason, n]) => [
      REASONS[reason] || reason.replaceAll("_", " "),
      n,
    ]);
    const u = f.unplaced || { n: 0, regions: [] };
    if (u.n) rows.push(["outside every region drawn here", u.n]);
    const near = (u.regions || [])
      .slice(0, 8)
      .map((one) => [
        one.provider_region
          ? `– the source says ${one.provider_region}`
          : `– nearest is ${S.now.regions.get(one.id)?.name || one.id}`,
        one.n,
      ]);
    return table(`${S.int(left(f))} of ${S.int(f.total)} left out`, [...rows, ...near], [
      u.n
        ? `${S.int(u.near_edge ?? 0)} of those outside lie within 6 km of a region${S.level() === "district" ? "" : ": the boundaries are Natural Earth’s de facto lines"}.`
        : "",
      ` ${S.int(f.counted)} counted + ${S.int(left(f))} left out = ${S.int(f.total)}.`,
    ]);
  }

  /* --- one amber line each, dismissable --- */

  const notice = (text, button) => {
    const line = S.el(
      "div",
      { class: "notice" },
      S.el("span", null, text),
      button,
      S.el(
        "button",
        {
          type: "button",
          "aria-label": "Dismiss",
          on: {
            click: () => {
              line.remove();
              S.redraw();
            },
          },
        },
        "×",
      ),
    );
    return line;
  };

  S.tilesLost = (n, again) =>
    S.$("#notices").append(
      notice(
        `${S.plural(n, "part")} of the heat map did not arrive.`,
        S.el("button", { type: "button", class: "again", on: { click: again } }, "Try again"),
      ),
    );

  S.notices = (texts) =>
    S.$("#notices").replaceChildren(
      ...texts
        .filter(Boolean)
        .map((text) => notice(typeof text === "string" ? text : text.detail || text.text || text.title || "")),
    );

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
    const copy = S.el(
      "button",
      { type: "button", class: "btn", on: { click: () => S.copy(details, copy) } },
      "Copy details",
    );
    panel().replaceChildren(
      S.el("h2", null, "The figures did not arrive"),
      S.el("p", null, `${text}${S.now.figures ? " The last good view stays." : ""}`),
      S.el(
        "div",
        { class: "row" },
        S.el("button", { type: "button", class: "btn primary", on: { click: again } }, "Try again"),
        copy,
      ),
    );
    S.$("#legend").hidden = true;
    panel().hidden = false;
  };

  const COUNT = ["no", "the", "both", "all three", "all four", "all five"];

  /* Empty: ask what each single removal would give, and offer those that help. */
  S.empty = async () => {
    const filters = S.source.embedded() ? [] : S.filters().filter(({ name }) => name !== "bandwidth"),
      asked = S.now.asked;
    const fill = (...rest) =>
      panel().replaceChildren(
        S.el(
          "h2",
          null,
          filters.length
            ? `No incident matches ${COUNT[filters.length] || "all"} filter${filters.length > 1 ? "s" : ""}`
            : "No incident in this view",
        ),
        S.el("p", null, "Covered regions are shown as zero, not as unknown."),
        ...rest,
      );
    fill();
    panel().hidden = false;
    if (!filters.length) return;
    const found = await Promise.all(
      filters.slice(0, 6).map(async (filter) => {
        const trial = await S.source.trial(S.without(asked, filter.name)).catch(() => null);
        return { ...filter, n: trial ?? 0 };
      }),
    );
    if (asked !== S.now.asked) return; /* something else was asked meanwhile */
    const help = found.filter((one) => one.n > 0),
      none = found.filter((one) => !one.n);
    S.now.culprit = help.length === 1 ? help[0].name : null;
    fill(
      S.el(
        "ul",
        null,
        help.map((one, i) =>
          S.el(
            "li",
            null,
            S.el(
              "button",
              {
                type: "button",
                class: `btn${i ? "" : " primary"}`,
                on: { click: () => S.ask(S.without(asked, one.name)) },
              },
              S.el("span", null, `Remove “${one.text}”`),
              S.el("i", null, S.plural(one.n, "incident")),
            ),
          ),
        ),
      ),
      none.length
        ? S.el("p", null, `Removing ${none.map((one) => `“${one.text}”`).join(" or ")} alone gives nothing.`)
        : "",
    );
    S.drawFilters();
    S.redraw();
  };
})(window.Sarhad);
