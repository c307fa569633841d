/* The theme is set before anything is drawn: what the address says, else what the reader chose last, else what the
   system prefers. */
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem("sarhad-theme");
  } catch (refused) {
    /* a file or a private window has no storage */
  }
  var told = /[#&]theme=(light|dark)(&|$)/.exec(location.hash);
  if (told) stored = told[1];
  var dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
