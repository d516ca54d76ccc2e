// The open view of the acted person: drawn in a dialog, submitted with its values, refused with its errors in place.

import { blocks, values } from "./blocks.js";
import { el, icon } from "./dom.js";
import { words } from "./mrkdwn.js";

let box = null, shown = "", current = null;
const typed = new Map();  // by view id: a pushed view closes, and the one below comes back as it was left

const empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

function showErrors(root, errors) {
  let first = null;
  for (const holder of root.querySelectorAll(".input")) {
    const said = errors[holder.dataset.of], control = holder.querySelector("[data-action]");
    holder.querySelector(".error").textContent = said || "";
    holder.classList.toggle("wrong", Boolean(said));
    control.setAttribute("aria-invalid", said ? "true" : "false");
    if (said) first ??= control;
  }
  first?.scrollIntoView({ block: "center" });
  (first?.querySelector("summary, input") || first)?.focus();
}

function missing(root, t) {
  const bare = [...root.querySelectorAll("[data-required=yes]")].filter((node) => node.read && empty(node.read()));
  return Object.fromEntries(bare.map((node) => [node.dataset.block, t("required")]));
}

// Slack checks required fields before it sends anything; then the app answers, with errors or by closing.
async function submit(form, deal) {
  const bare = missing(form, deal.t), button = form.querySelector("footer [type=submit]");
  showErrors(form, bare);
  if (Object.keys(bare).length || !button || button.disabled) return;
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  const answer = await deal.submit(values(form));
  button.disabled = false;
  button.removeAttribute("aria-busy");
  if (answer.errors) showErrors(form, answer.errors);
}

function draw(view, depth, deal) {
  const t = deal.t;
  const context = { ...deal.context, kept: typed.get(view.id), act: (action) => deal.act({ ...action, values: values(box) }) };
  const form = el("form", { noValidate: true, onsubmit: (event) => { event.preventDefault(); submit(form, deal); } },
    el("header", {}, el("h2", {}, words(view.title)), el("button.quiet", { type: "button", "aria-label": t("close"), onclick: deal.close }, icon("close"))),
    el("div.scroll", {}, blocks(view.blocks, context)),
    el("footer", {}, el("button.plain", { type: "button", onclick: deal.close }, depth > 1 ? t("back") : words(view.close) || t("cancel")),
      view.submit && el("button.primary", { type: "submit" }, words(view.submit))));
  return form;
}

// `opened` is what the sandbox holds for this person: {view, depth} or null.
export function show(opened, deal) {
  const key = opened ? JSON.stringify(opened.view) : "";
  if (key === shown) return;
  shown = key;
  if (box && current) typed.set(current, values(box));
  current = opened?.view.id;
  if (!opened) {
    typed.clear();
    box?.remove();
    box = null;
    return;
  }
  const fresh = !box;
  const form = draw(opened.view, opened.depth, deal);
  if (fresh) {
    box = el("dialog.modal", { oncancel: (event) => { event.preventDefault(); deal.close(); } });
    document.body.append(box);
  }
  box.replaceChildren(form);
  if (fresh) box.showModal();
  (form.querySelector("[autofocus]") || form.querySelector(".scroll :is(input, textarea, select, summary)"))?.focus();
}
