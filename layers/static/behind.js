/* One incident behind the figure: two lines, and all that is known of it when it is opened. */
(function (S) {
  "use strict";
  const PLACED = ["exact", "near"],
    DATES = ["day", "week", "month", "year"],
    ATTRIBUTIONS = ["claimed", "attributed", "coded"],
    FLAGS = [
      ...["outside", "in_sea", "swapped", "misplaced", "too_fine", "rounded", "killed_range", "future", "piled"],
      "repeated_id",
    ];
  let n = 0;

  const sourceOf = ({ source }) => [S.now.figures.source].flat().find(({ id }) => id === source);
  const reference = (one) =>
    S.link(one.urls[0] ?? sourceOf(one)?.url, `${one.source_name} ${one.source_id}`);

  const region = (one) => S.now.regions.get(one[{ country: "country", district: "district" }[S.level()] ?? "region"])?.name;
  const place = (one) =>
    String(one.place || one.district_name || one.region_name || region(one) || S.t("lists.place_unknown"));

  /* --- all that is known --- */

  const days = ({ date_start: first, date_end: end, date_precision: precision }) => {
    const from = S.date(first, precision),
      to = S.date(end ?? first, precision);
    return from === to ? from : S.t("words.range", { first: from, last: to });
  };
  const when = (one) => S.dotted(days(one), S.wordOf("incidents.date", one.date_precision, DATES));
  const where = (one) => S.dotted(...new Set([one.place, one.district_name, one.region_name, region(one)]));
  const by = (word) => (ATTRIBUTIONS.includes(word) ? S.t(`incidents.by_${word}`) : "");
  const who = (one) => (one.perpetrators.length ? S.dotted(one.perpetrator_names.join(", "), by(one.attribution)) : "");
  const given = (one) =>
    S.dotted(...new Set([one.kind_given, one.perpetrators_given, one.target_given, one.tactic_given]));
  const tolls = (one) => {
    const attackers = Number(one.attackers_killed) ? S.t("incidents.attackers", { n: one.attackers_killed }) : "";
    return S.dotted(S.toll(one) || S.t("incidents.killed_unknown"), attackers, S.wounded(one) || S.t("incidents.injured_unknown"));
  };
  const doubts = (one) => one.flags.map((flag) => S.el("span", null, S.wordOf("incidents.flag", flag, FLAGS)));
  const links = (one) => [reference(one), ...one.urls.map((url) => S.link(url, url))].map((link) => S.el("span", null, link));

  function details(one) {
    const rows = {
      date: when(one),
      place: where(one),
      known: S.knownTo(one.precision),
      group: who(one),
      target: one.target_name,
      tactic: one.tactic_name,
      toll: tolls(one),
      given: given(one),
      same: one.same_as,
      sources: links(one),
      doubts: doubts(one),
      notes: one.notes,
    };
    const all = Object.entries(rows).filter(([, said]) => (Array.isArray(said) ? said.length : said));
    return S.el(
      "dl",
      null,
      all.flatMap(([name, said]) => [S.el("dt", null, S.t(`incidents.${name}`)), S.el("dd", null, said)]),
    );
  }

  /* --- the row --- */

  function opens(li, button, more, one) {
    const open = more.hidden;
    if (open && !more.children.length) more.append(details(one));
    more.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    li.classList.toggle("open", open);
  }

  S.behindRow = (one) => {
    const id = `incident-${(n += 1)}`,
      more = S.el("div", { class: "more", id, hidden: true }),
      name = S.el("span", null, place(one)),
      button = S.el("button", { type: "button", class: "name", "aria-expanded": "false", "aria-controls": id }, name);
    const mark = () => (PLACED.includes(one.precision) ? S.markPlace(one.lon, one.lat) : S.markPlace(null)),
      off = () => S.markPlace(null);
    const short = S.dotted(S.kindOf(one.kind), one.perpetrators.join(", "), S.toll(one), S.wounded(one));
    const li = S.el(
      "li",
      { on: { mouseenter: mark, mouseleave: off, focusin: mark, focusout: off } },
      button,
      S.el("span", null, S.bdi(S.date(one.date_start, one.date_precision))),
      S.el("span", { class: "l2", title: one.perpetrator_names.join(", ") || null }, short),
      S.el("span", { class: "l2" }, `${S.knownTo(one.precision)} · `, reference(one)),
      more,
    );
    li.addEventListener("click", (event) => {
      if (event.target.closest("a, .more") || String(getSelection())) return;
      opens(li, button, more, one);
    });
    return li;
  };
})(window.Sarhad);
