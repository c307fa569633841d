/* Numbers, dates and the words that many parts of the page use. */
(function (S) {
  "use strict";
  S.int = (n) => Math.round(n).toLocaleString(S.locale());

  /* With so many decimals, none more and none fewer. */
  const decimal = (v, places) =>
    v.toLocaleString(S.locale(), { minimumFractionDigits: places, maximumFractionDigits: places });

  /* Two decimals from one up, two significant figures under it, never an exponent: as the headline writes it. */
  S.num = (v) => {
    if (v === 0) return "0";
    if (Number.isInteger(v)) return S.int(v);
    const exponent = Number(Math.abs(v).toExponential(1).split("e")[1]); /* after rounding: 0.0996 is 0.10 */
    const places = exponent >= 0 ? 2 : Math.min(20, 1 - exponent);
    return decimal(v, places);
  };
  S.pct = (share) => S.t("words.percent", { n: decimal(share * 100, 1) });
  S.signed = (ratio) => S.ltr(`${ratio < 0 ? "−" : "+"}${S.int(Math.abs(ratio * 100))}`);

  const named = (keys, key) => Object.fromEntries(keys.map((one) => [one, S.t(key(one))]));
  const MEASURES = ["incidents", "killed", "injured", "casualties"],
    PRECISIONS = ["exact", "near", "district", "province", "country"];

  S.measures = named(MEASURES, (one) => `words.measure_${one}`);
  S.counted = named(MEASURES, (one) => `words.of_${one}`); /* the same within a sentence */
  S.known = named(PRECISIONS, (one) => `words.known_${one}`);
  S.place = named(PRECISIONS, (one) => `words.place_${one}`);
  S.codes = { Pakistan: "PK", Iran: "IR", Afghanistan: "AF" }; /* by their names in the data */
  S.countries = named(Object.values(S.codes), (one) => `words.${one.toLowerCase()}`);
  S.level = () => S.now.figures?.query.level ?? "province";
  S.short = (name) => name.replace(" Capital Territory", "");

  /* The provider writes "Province of ..." before the name; on a map that is noise. */
  S.bare = (name) => (name || "").replace(/^(استان|صوبہ|ولایت|ایالت) /, "").replace(/ پاکستان$/, "");

  S.second = (region) => {
    const urdu = region.country === "PK",
      text = S.bare(urdu ? region.name_ur : region.name_fa);
    return { text, lang: urdu ? "ur" : "fa" };
  };

  S.date = (day, precision) => {
    if (!day) return S.t("words.no_date");
    const [y, m, d] = String(day).slice(0, 10).split("-").map(Number);
    if (precision === "year" || !m) return String(y);
    const said = { day: String(d), month: S.t(`words.month_${m}`), year: String(y) };
    if (precision === "month" || !d) return S.t("words.month", said);
    return S.t(precision === "week" ? "words.week" : "words.day", said);
  };

  S.years = (from, to) => (from === to ? from : S.ltr(`${from}–${to}`));

  S.period = (from, to) => {
    if (!from || !to) return "";
    const a = String(from),
      b = String(to);
    if (a === b) return S.date(a);
    if (a.slice(5) === "01-01" && b.slice(5) === "12-31") {
      return S.years(a.slice(0, 4), b.slice(0, 4));
    }
    return S.t("words.range", { first: S.date(a), last: S.date(b) });
  };

  /* The period a figure stands for: what was asked, else all that the source covers. */
  S.asking = ({ query, coverage }) => ({ from: query?.from || coverage?.from, to: query?.to || coverage?.to });

  /* Sorted into a Map of lists by what is told of each. */
  S.by = (all, told) => {
    const groups = new Map();
    for (const one of all) {
      const of = told(one);
      if (!groups.has(of)) groups.set(of, []);
      groups.get(of).push(one);
    }
    return groups;
  };

  /* Something of each source of an answer, as one text. */
  S.ofSources = ({ source }, told, glue = " + ") => [source].flat().map(told).filter(Boolean).join(glue);

  const series = (words) => words.reduce((some, more) => S.t("words.comma", { first: some, second: more }));
  S.listing = (words) =>
    words.length < 2 ? words.join("") : S.t("words.and", { first: series(words.slice(0, -1)), last: words.at(-1) });
  S.list = (value) => (Array.isArray(value) ? value : String(value || "").split(/[|,]/)).filter(Boolean);
})(window.Sarhad);
