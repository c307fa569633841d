/* Words of the program's own, by key: the messages come with the page (layers/language.py says how they are made). */
(function (S) {
  "use strict";
  const NAME = /\{([a-z_]+)\}/g;
  let told = null;

  const language = () => (told ??= JSON.parse(S.$("#data-language").textContent));
  const rightToLeft = () => language().direction === "rtl";

  /* Figures with a sign, or from one to another, are read from left to right in any language. */
  S.ltr = (text) => (rightToLeft() ? `\u2066${text}\u2069` : text);

  S.locale = () => (["en", "qps"].includes(language().code) ? "en-GB" : language().code);

  /* Whole numbers get separators, `n` chooses the form, and what is put in keeps its own direction. */
  S.t = (key, values = {}) => {
    let message = language().messages[key];
    if (message === undefined) throw new Error(`no message ${key}`);
    if (typeof message !== "string")
      message = message[new Intl.PluralRules(S.locale()).select(Number(values.n))] ?? message.other;
    return message.replace(NAME, (all, name) => {
      if (values[name] === undefined) throw new Error(`no value ${name} for ${key}`);
      const text = Number.isInteger(values[name]) ? S.int(values[name]) : String(values[name]);
      return rightToLeft() ? `\u2068${text}\u2069` : text;
    });
  };
})(window.Sarhad);
