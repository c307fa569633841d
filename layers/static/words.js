/* Numbers, dates and the few fixed words of the page. */
(function (S) {
  "use strict";
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  S.int = (n) => Math.round(n).toLocaleString("en-GB");

  /* Two decimals from one up, two significant figures under it, never an exponent: as the headline writes it. */
  S.num = (v) => {
    if (v === 0) return "0";
    if (Number.isInteger(v)) return S.int(v);
    const exponent = Number(Math.abs(v).toExponential(1).split("e")[1]); /* after rounding: 0.0996 is 0.10 */
    const places = exponent >= 0 ? 2 : Math.min(20, 1 - exponent);
    return v.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
  };
  S.pct = (share) => `${(share * 100).toFixed(1)} %`;
  S.signed = (ratio) => `${ratio < 0 ? "−" : "+"}${S.int(Math.abs(ratio * 100))}`;

  S.measures = { incidents: "Incidents", killed: "Killed", injured: "Injured", casualties: "Killed and injured" };
  S.known = { exact: "exact", near: "within 25 km", district: "district", province: "province", country: "country" };
  S.place = {
    exact: "exact place",
    near: "within 25 km",
    district: "district known",
    province: "province known",
    country: "country known",
  };
  S.levels = { country: ["country", "countries"], province: ["province"], district: ["district"] };
  S.level = () => S.now.figures?.query.level ?? "province";
  S.countries = { PK: "Pakistan", IR: "Iran", AF: "Afghanistan" };
  S.short = (name) => name.replace(" Capital Territory", "");

  /* The provider writes "Province of ..." before the name; on a map that is noise. */
  S.bare = (name) => (name || "").replace(/^(استان|صوبہ|ولایت|ایالت) /, "").replace(/ پاکستان$/, "");

  S.second = (region) => {
    const urdu = region.country === "PK",
      text = S.bare(urdu ? region.name_ur : region.name_fa);
    return { text, lang: urdu ? "ur" : "fa" };
  };

  S.date = (day, precision) => {
    if (!day) return "date unknown";
    const [y, m, d] = String(day).slice(0, 10).split("-").map(Number);
    if (precision === "year" || !m) return String(y);
    if (precision === "month" || !d) return `${MONTHS[m - 1]} ${y}`;
    return `${precision === "week" ? "about " : ""}${d} ${MONTHS[m - 1]} ${y}`;
  };

  S.period = (from, to) => {
    if (!from || !to) return "";
    const a = String(from),
      b = String(to);
    if (a === b) return S.date(a);
    if (a.slice(5) === "01-01" && b.slice(5) === "12-31") {
      return a.slice(0, 4) === b.slice(0, 4) ? a.slice(0, 4) : `${a.slice(0, 4)}–${b.slice(0, 4)}`;
    }
    return `${S.date(a)} – ${S.date(b)}`;
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

  S.plural = (n, one, many) => `${S.int(n)} ${n === 1 ? one : many || one + "s"}`;
  S.list = (value) => (Array.isArray(value) ? value : String(value || "").split(/[|,]/)).filter(Boolean);
})(window.Sarhad);
