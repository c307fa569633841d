/* Dialogs under a button: one at a time; Escape, a click elsewhere or leaving it closes it. */
(function (S) {
  "use strict";
  const opened = () => S.$(".menu.open");
  function close(back) {
    const menu = opened();
    if (!menu) return;
    menu.classList.remove("open");
    const button = S.$(`[aria-controls="${menu.id}"]`);
    button?.setAttribute("aria-expanded", "false");
    if (back) button?.focus();
  }

  S.toggle = (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls")),
      was = menu.classList.contains("open");
    close();
    if (was) return;
    menu.classList.add("open");
    button.setAttribute("aria-expanded", "true");
    (S.$("input:checked:not(:disabled)", menu) || S.$("input:not(:disabled), a, button", menu))?.focus({
      preventScroll: true,
    });
  };

  S.startDialogs = () => {
    for (const button of S.$$(".f[aria-controls], #download")) button.addEventListener("click", () => S.toggle(button));
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".menu, [aria-controls]")) close();
    });
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape" && opened()) {
          event.stopPropagation();
          close(true);
        }
      },
      true,
    );
    document.addEventListener("focusin", (event) => {
      const menu = opened();
      if (menu && !menu.parentElement.contains(event.target)) close();
    });
  };
})(window.Sarhad);
