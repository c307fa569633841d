/* Incidents and operations in words: one wording for the lists, and for the card of a symbol. */
(function (S) {
  "use strict";
  const PRECISIONS = ["exact", "near", "district", "province", "country"],
    KINDS = ["attack", "clash", "operation", "protest", "other"],
    STATUSES = ["acknowledged", "claimed", "attributed"];

  /* A word of a closed list in the reader's language; another one, from outside, as it is. */
  S.wordOf = (key, word, known) => (known.includes(word) ? S.t(`${key}_${word}`) : String(word ?? ""));
  S.kindOf = (kind) => S.wordOf("choices.kind", kind, KINDS);
  S.knownTo = (precision) => S.wordOf("words.place", precision, PRECISIONS);
  const status = (word) => S.wordOf("lists.status", word, STATUSES);

  S.dotted = (...words) => words.filter(Boolean).join(" · ");

  /* A link only where it leads to the web; else plain text. */
  S.link = (url, text) => {
    let to = null;
    try {
      to = new URL(String(url ?? ""));
    } catch (none) {
      return String(text);
    }
    if (to.protocol !== "https:" && to.protocol !== "http:") return String(text);
    return S.el("a", { href: to.href, rel: "noopener noreferrer", target: "_blank" }, text);
  };

  const given = (n) => n !== null && n !== undefined && n !== "";

  /* "2 killed (0–5)": the range only where it says more. */
  S.toll = ({ killed: n, killed_low: low, killed_high: high }) => {
    if (!given(n)) return given(low) && given(high) ? S.t("lists.killed_between", { low, high }) : "";
    return given(high) && low !== high ? S.t("lists.killed_range", { n, low: low ?? 0, high }) : S.t("lists.killed", { n });
  };
  S.wounded = ({ injured: n }) => (given(n) ? S.t("lists.injured", { n }) : "");

  const groups = (p) =>
    S.list(p.perpetrators)
      .map((id) => S.now.groups?.get(id) || id)
      .join(", ") || String(p.perpetrators_given || "");

  /* "(from August 2021)" belongs into the vocabulary, not into every line */
  const who = (p) => String(p.actor_name || p.actor || "").replace(/ \([^)]*\)/g, "");
  const arrow = (p) =>
    S.t("lists.from_to", {
      from: S.countries[p.from_country] || p.from_country,
      to: S.countries[p.to_country] || p.to_country,
    });
  const tail = (f) => (f.geometry ? S.knownTo(f.properties.precision) : S.t("lists.no_place"));

  S.placeOf = (f) => String(f.properties.place ?? f.properties.name ?? S.t("lists.place_unknown"));

  /* An incident or operation in two lines of words. */
  S.told = (f) => {
    const p = f.properties;
    if (p.from_country !== undefined)
      return [S.dotted(S.date(p.date, p.date_precision), who(p), arrow(p), status(p.status)), tail(f)];
    return [S.dotted(S.date(p.date_start, p.date_precision), p.kind_given || p.kind, groups(p), S.toll(p)), tail(f)];
  };

  const row = (f, date, more, words) =>
    S.el(
      "li",
      more,
      S.el("b", null, S.placeOf(f)),
      S.el("span", null, S.bdi(date)),
      words.map((text) => S.el("span", { class: "l2" }, text)),
    );

  S.operationRow = (f) => {
    const p = f.properties,
      more = { class: f.geometry ? null : "noplace", title: p.note || null };
    return row(f, S.date(p.date, p.date_precision), more, [S.dotted(who(p), arrow(p)), S.dotted(status(p.status), tail(f))]);
  };

  S.incidentRow = (f) => {
    const p = f.properties,
      words = [S.dotted(p.kind_given || p.kind, groups(p), S.toll(p)), tail(f)];
    return row(f, S.date(p.date_start, p.date_precision), { title: p.notes || null }, words);
  };
})(window.Sarhad);
