/* The finding as a sentence, what it rests on, and what was left out of it and why. */
(function (S) {
  "use strict";

  const left = (f) => (S.heating() ? S.leftOut(S.now.heat).n : (f.excluded?.n || 0) + (f.unplaced?.n || 0));

  function sub(f) {
    const n = left(f),
      h = S.headline();
    const version = f.version ? S.t("finding.version", { number: String(f.version.revision) }) : "",
      wide = (text) => S.el("span", { class: "wide" }, text),
      brief = (text) => S.el("span", { class: "short" }, text);
    const laid = S.heating() ? S.spreadOver(S.now.heat).text : "";
    if (!n && !laid) return [wide(h.sub.includes(version) ? h.sub : `${h.sub} · ${version}`), brief(briefly(f) + uncovered())];
    const opens = S.el(
      "button",
      {
        type: "button",
        class: "why",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        "aria-controls": "reasons",
        on: { click: (event) => S.toggle(event.currentTarget) },
      },
      [laid, S.t("finding.left_out", { n })].filter(Boolean).join(" · "),
    );
    const [before, after] = around(h, S.t("finding.left_out", { n }), version);
    return [wide(before), brief(`${briefly(f)} · `), opens, wide(after), brief(uncovered())];
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
    const said = { source: S.ofSources(f, (s) => s.short || s.name), period: S.period(from, to), n: S.included() };
    return S.heating() ? S.t("finding.brief_heat", { ...said, km: S.bandwidth() }) : S.t("finding.brief", said);
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
    const one = (key, of = []) => ` · ${S.t(`finding.${key}`, { countries: S.listing(of) })}`;
    if (bare.length) return one(`no_${S.level()}`, bare.map((c) => S.countries[c]));
    if (!none.length) return "";
    if (none.length < countries.length) return one("not_covered", none);
    return one(S.complete() ? "nothing_covered" : "not_complete");
  }

  S.drawFinding = () => {
    const f = S.now.figures,
      h = S.headline(),
      short = h.short || h.text;
    S.$("#finding").replaceChildren(S.el("span", { class: "wide" }, h.text), S.el("span", { class: "short" }, short));
    S.$("#sub").replaceChildren(...sub(f));
    document.title = `${h.text} – Sarhad`; /* a name is no word */
    reasons(f);
  };

  const REASONS = new Set(["precision", "outside", "period", "country", "region"]);
  const why = (reason) => (REASONS.has(reason) ? S.t(`finding.why_${reason}`) : reason.replaceAll("_", " "));

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
    const counted = spread.words.map(([words, n]) => [S.t("finding.counted_but", { how: words }), n]);
    const sum = S.t("finding.sum", { counted: found.n, left: out.n, total: found.total });
    table(S.t("finding.left_of", { n: out.n, total: found.total }), [...out.words, ...counted], [
      [sum, ...(found.warnings || [])].join(" "),
    ]);
  }

  function reasons(f) {
    if (S.heating()) return rests(S.now.heat);
    const rows = Object.entries(f.excluded?.reasons || {}).map(([reason, n]) => [
      why(reason),
      n,
    ]);
    const u = f.unplaced || { n: 0, regions: [] };
    if (u.n) rows.push([S.t("finding.unplaced"), u.n]);
    const near = (u.regions || [])
      .slice(0, 8)
      .map((one) => [
        one.provider_region
          ? S.t("finding.provider_says", { region: one.provider_region })
          : S.t("finding.nearest", { region: S.now.regions.get(one.id)?.name || one.id }),
        one.n,
      ]);
    const near_by = S.level() === "district" ? "near" : "near_lines";
    return table(S.t("finding.left_of", { n: left(f), total: f.total }), [...rows, ...near], [
      u.n ? `${S.t(`finding.${near_by}`, { n: u.near_edge ?? 0 })} ` : "",
      S.t("finding.sum", { counted: f.counted, left: left(f), total: f.total }),
    ]);
  }
})(window.Sarhad);
