// Builds DOM nodes. Text only ever enters the page as text nodes or as attributes: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key in node && key !== "list" && key !== "form") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

// A button that opens a small menu: closed by choosing, by Escape, or by pressing elsewhere.
export function menu(tag, summary, label, entries) {
  const close = () => { box.open = false; box.querySelector("summary").focus(); };
  const box = el(`details.${tag}`, {
    onkeydown: (event) => { if (event.key === "Escape" && box.open) { event.stopPropagation(); event.preventDefault(); close(); } },
    ontoggle: () => { if (box.open) addEventListener("pointerdown", away); else removeEventListener("pointerdown", away); },
  }, el("summary", { "aria-label": label }, summary), el("div.entries", {}, entries(close)));
  const away = (event) => { if (!box.contains(event.target)) box.open = false; };
  return box;
}

// Asks before something that cannot be undone; resolves to true or false.
export function confirmed({ title, text, confirm, deny, danger }) {
  return new Promise((resolve) => {
    const box = el("dialog.confirm", { onclose: () => { box.remove(); resolve(box.returnValue === "yes"); } },
      el("form", { method: "dialog" }, el("h2", {}, title), el("div.said", {}, text), el("footer", {},
        el("button.plain", { value: "no" }, deny),
        el(danger ? "button.danger.fill" : "button.primary", { value: "yes", autofocus: true }, confirm))));
    document.body.append(box);
    box.showModal();
  });
}

export const initials = (name) => name.split(/[\s-]+/).filter(Boolean).slice(0, 2).map((word) => word[0]).join("").toUpperCase();

export function avatar(user, size = "") {
  if (user.bot) return el(`span.avatar.bot${size}`, { "aria-hidden": "true" }, icon("relais"));
  const tone = [...user.id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 8;
  return el(`span.avatar.tone${tone}${size}`, { "aria-hidden": "true" }, initials(user.name));
}
