/* Building blocks. Text is always a text node: nothing that came from outside is ever parsed as HTML. */
window.Sarhad = { now: { figures: null, regions: new Map(), settings: {}, hovered: null, pinned: null, how: "hover" } };

(function (S) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  S.$ = (selector, root) => (root || document).querySelector(selector);
  S.$$ = (selector, root) => [...(root || document).querySelectorAll(selector)];

  /* Props: `on` = listeners, `style` = properties set through the style object (the CSP allows no style attribute). */
  function fill(node, props, children) {
    for (const [key, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else if (key === "style") for (const [name, set] of Object.entries(value)) node.style.setProperty(name, set);
      else node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  S.el = (tag, props, ...children) => fill(document.createElement(tag), props, children);
  S.svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

  /* A <bdi>, so that figures and dates keep their order inside right-to-left text. */
  S.bdi = (text) => S.el("bdi", null, text);

  S.say = (text) => {
    S.$("#status").textContent = text;
  };

  S.phone = () => !S.printing() && matchMedia("(max-width: 640px)").matches;

  /* A rectangle of an element inside the map, [left, top, right, bottom], with some air around it. */
  S.rect = (node, box, air) => {
    if (!node || node.hidden) return null;
    const a = node.getBoundingClientRect(),
      b = box.getBoundingClientRect(),
      d = air || 0;
    if (!a.width) return null;
    return [a.left - b.left - d, a.top - b.top - d, a.right - b.left + d, a.bottom - b.top + d];
  };
  S.overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
})(window.Sarhad);
