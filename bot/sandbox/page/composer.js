// Where a person writes: Enter sends, Shift+Enter goes to the next line, `/` and `@` complete.

import { avatar, el, icon } from "./dom.js";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// What could be meant at the caret: {from, entries: [{insert, title, note, user?}]}.
function guesses(text, caret, { commands, people }) {
  const before = text.slice(0, caret), at = before.match(/(?:^|[\s=,(])@([\p{L}\p{N}' -]{0,24})$/u);
  if (/^\/\S*$/.test(before)) {
    const entries = commands.filter((one) => one.command.startsWith(before)).map((one) =>
      ({ insert: `${one.command} `, title: one.command, note: one.description || "" }));
    return { from: 0, entries };
  }
  const verb = before.match(/^(\/\S+) (\S*)$/), hint = verb && commands.find((one) => one.command === verb[1])?.usage_hint;
  if (hint) {
    const verbs = hint.replace(/^\[|\]$/g, "").split("|").map((part) => part.trim()).filter((part) => /^[\p{L}-]+/u.test(part));
    const entries = verbs.map((part) => [part.match(/^[\p{L}-]+/u)[0], part]).filter(([word]) => word.startsWith(verb[2]) && word !== verb[2])
      .map(([word, part]) => ({ insert: `${word} `, title: `${verb[1]} ${word}`, note: part.slice(word.length).trim() }));
    return { from: verb[1].length + 1, entries };
  }
  if (!at) return { from: 0, entries: [] };
  const entries = people.filter((user) => user.name.split(" ").some((word, index, all) => fold(all.slice(index).join(" ")).startsWith(fold(at[1]))))
    .map((user) => ({ insert: `@${user.name} `, title: user.name, note: user.company, user }));
  return { from: caret - at[1].length - 1, entries };
}

// Slack's own escaping of what people type, with the names of people turned into mentions.
export function encoded(text, people) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return [...people].sort((one, other) => other.name.length - one.name.length)
    .reduce((said, user) => said.replace(new RegExp(`@${user.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "giu"), `<@${user.id}>`), escaped);
}

export function composer({ t, placeholder, commands, people, send }) {
  const list = el("div.guesses", { role: "listbox", hidden: true });
  const field = el("textarea", { rows: 1, placeholder, "aria-label": placeholder, maxLength: 40000, title: t("shortcuts") });
  const submit = el("button.send", { type: "button", "aria-label": t("send"), disabled: true, onclick: () => go() }, icon("send"));
  const node = el("div.composer", {}, list, el("div.frame", {}, field, submit));
  let found = { from: 0, entries: [] }, chosen = 0;

  const show = () => {
    list.hidden = !found.entries.length;
    list.replaceChildren(...found.entries.map((entry, index) => el("button.guess", { type: "button", role: "option", tabIndex: -1,
      "aria-selected": String(index === chosen), onmousedown: (event) => { event.preventDefault(); take(entry); } },
    entry.user && avatar(entry.user, ".small"), el("b", {}, entry.title), el("span", {}, entry.note))));
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
    submit.disabled = !field.value.trim();
    found = guesses(field.value, field.selectionStart, { commands, people });
    chosen = 0;
    show();
  };
  const take = (entry) => {
    field.setRangeText(entry.insert, found.from, field.selectionStart, "end");
    look();
  };
  const hide = () => { found.entries = []; show(); };
  const go = async () => {
    const text = field.value.trim();
    if (!text || node.ariaBusy) return;
    node.ariaBusy = "true";
    hide();
    if (await send(text)) field.value = "";
    node.ariaBusy = null;
    look();
    field.focus();
  };
  const keys = {
    ArrowDown: () => { chosen = (chosen + 1) % found.entries.length; show(); },
    ArrowUp: () => { chosen = (chosen + found.entries.length - 1) % found.entries.length; show(); },
    Tab: () => take(found.entries[chosen]), Enter: () => take(found.entries[chosen]), Escape: hide,
  };
  field.addEventListener("input", look);
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (found.entries.length && keys[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      go();
    }
  });
  node.write = (text) => { field.value = text; look(); hide(); field.focus(); };
  return node;
}
