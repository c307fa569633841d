/* What only paper says: the line at its head, the notes at its foot, and how much of the table fits between them. */
(function (S) {
  "use strict";

  /* --- the notes --- */

  function reading(f) {
    const { compared_with: before } = f,
      { from, to } = S.asking(f),
      classes = S.t(f.query.breaks === "view" || f.per === "none" ? "notes.view" : "notes.fixed"),
      said = [];
    if (S.dotting()) said.push(S.t("notes.points"));
    if (before) said.push(S.t("notes.change", { period: S.period(from, to), before: S.period(before.from, before.to) }));
    else if (f.per === "none" && !S.heating()) said.push(S.t("notes.count"), classes);
    else said.push(S.t("notes.rate", { unit: f.unit, n: f.coverage.years, years: S.num(f.coverage.years) }), classes);
    if (S.heating()) said.push(S.t("notes.heat", { km: S.bandwidth() }));
    return [...said, S.t("notes.zero"), ...S.warnings()].join(" ");
  }

  /* Where it was left out of, and that all of it adds up. */
  function leftOut(f) {
    const out = S.heating() ? S.leftOut(S.now.heat) : { n: f.excluded.n + f.unplaced.n },
      counted = S.included(),
      total = S.matching();
    if (!out.n) return S.t("notes.all_counted", { n: total });
    const words = S.heating()
      ? S.listing(out.words.map(([why, n]) => `${S.int(n)} ${why}`))
      : f.headline.left_out;
    const near = !S.heating() && f.unplaced.n ? S.t("finding.near", { n: f.unplaced.near_edge }) : "";
    return [words && `${words}.`, near, S.t("finding.sum", { counted, left: out.n, total })].filter(Boolean).join(" ");
  }

  const boundaries = ({ query }) =>
    [S.level() === "district" ? "districts" : "", "de_facto", query.epoch].filter(Boolean).map((k) => S.t(`notes.${k}`)).join(" ");

  /* What lists that are not complete know of focus regions that the source does not cover. */
  function across() {
    const blind = [...S.now.regions.values()].filter((r) => r.focus && r.status !== "covered");
    return blind
      .map((r) => [r, S.knownCount(r)])
      .filter(([, { n, m }]) => n || m)
      .map(([r]) => S.t("notes.known", { list: S.listName(), known: S.knownWords(r), region: S.short(r.name) }))
      .join(" ");
  }

  const source = (f) =>
    S.ofSources(
      f,
      (s) =>
        [
          s.name.includes(S.period(s.from, s.to)) ? `${s.name}.` : S.t("notes.covers", { source: s.name, period: S.period(s.from, s.to) }),
          [s.cite, s.licence].filter(Boolean).join(" "),
          s.accessed ? S.t("notes.accessed", { day: S.date(s.accessed) }) : "",
        ]
          .filter(Boolean)
          .join(" "),
      " ",
    );

  function address(f) {
    const asked = new URLSearchParams(S.now.asked),
      path = S.source.embedded() || location.pathname === "/" ? "/choropleth" : location.pathname;
    asked.set("version", f.version.revision);
    return S.address(path, asked);
  }

  const number = ({ version: { revision, digest } }) => `${revision} (${digest.slice(0, 8)}).`;

  const told = (name, text) => [S.el("b", null, S.t(`notes.${name}`)), ` ${text} `];
  const note = (name, text) => (text ? S.el("p", null, told(name, text)) : null);

  function draw() {
    const f = S.now.figures,
      { from, to } = S.asking(f),
      version = S.version(f);
    S.$("#paper-head").textContent = S.t("notes.head", { period: S.period(from, to), version });
    S.$("#notes").replaceChildren(
      ...[
        note("reading", reading(f)),
        note("left_out", leftOut(f)),
        note("boundaries", boundaries(f)),
        note("across", across()),
        S.el("p", null, told("source", source(f)), told("version", number(f)), told("address", address(f))),
      ].filter(Boolean),
    );
  }

  S.part({ ask: () => null, draw, lost: () => undefined });

  /* --- the table: as many rows as the sheet has room for --- */

  S.wholeTable = () => {
    for (const row of S.$$("#table tr.cut")) row.classList.remove("cut");
    S.$("#regions .more-rows")?.remove();
  };

  S.fitTable = () => {
    S.wholeTable();
    const page = S.$(".page"),
      over = () => page.scrollHeight - page.clientHeight;
    if (over() <= 0) return;
    const rows = S.$$("#table tr[data-id]"),
      line = S.el("p", { class: "more-rows" });
    S.$("#regions").append(line);
    line.textContent = S.t("notes.more", { n: rows.length });
    let room = over(),
      n = 0;
    while (room > 0 && n < rows.length) {
      const row = rows[rows.length - 1 - n++];
      room -= row.getBoundingClientRect().height;
      row.classList.add("cut");
    }
    line.textContent = S.t("notes.more", { n });
  };
})(window.Sarhad);
