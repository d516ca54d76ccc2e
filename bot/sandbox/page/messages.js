// A list of messages: days, people, blocks, replies. A message that did not change keeps its nodes.

import { blocks, fallback } from "./blocks.js";
import { avatar, el, icon, menu } from "./dom.js";
import { emoji } from "./mrkdwn.js";

const when = (ts) => new Date(Number(ts) * 1000);

function dayOf(ts, ctx) {
  const name = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: ctx.me.zone }).format(at);
  const day = name(when(ts)), now = ctx.now();
  if (day === name(now)) return ctx.t("today");
  if (day === name(new Date(now.getTime() - 86400000))) return ctx.t("yesterday");
  const said = new Intl.DateTimeFormat(ctx.me.locale, { timeZone: ctx.me.zone, weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(when(ts));
  return said[0].toUpperCase() + said.slice(1);
}

function clock(ts, ctx) {
  const show = (options) => new Intl.DateTimeFormat(ctx.me.locale, { timeZone: ctx.me.zone, ...options }).format(when(ts));
  return el("time", { title: show({ dateStyle: "full", timeStyle: "medium" }), dateTime: when(ts).toISOString() },
    show({ hour: "2-digit", minute: "2-digit" }));
}

function heading(message, user, ctx) {
  return el("div.who", {}, el("b", {}, user.name), user.bot && el("span.badge", {}, ctx.t("app")),
    !user.bot && el(`span.company.${user.side}`, {}, user.company), clock(message.ts, ctx));
}

function tools(message, ctx) {
  const reply = ctx.openThread && !message.ephemeral && el("button.quiet", { type: "button", title: ctx.t("answer"), "aria-label": ctx.t("answer"),
    onclick: () => ctx.openThread(message.thread_ts || message.ts) }, icon("thread"));
  const short = !message.ephemeral && ctx.shortcuts.length > 0 && menu("overflow", icon("more"), ctx.t("more"), (close) => ctx.shortcuts.map((one) =>
    el("button", { type: "button", onclick: () => { close(); ctx.shortcut(one.callback_id, message.ts); } }, one.name)));
  return (reply || short) && el("div.tools", {}, reply, short);
}

function body(message, ctx) {
  const context = { ...ctx, act: (action) => ctx.perform({ channel: ctx.channel, ts: message.ts, ...action }) };
  return el("div.content", {}, message.blocks?.length ? blocks(message.blocks, context) : fallback(message, context),
    message.files?.map((one) => el("a.file", { href: `/files/${one.id}`, download: one.name }, icon("file"), one.title)),
    message.edited && el("small.edited", {}, ctx.t("edited")));
}

function reactions(message) {
  return message.reactions?.length ? el("div.reactions", {}, message.reactions.map((one) =>
    el("span", { title: `:${one.name}:` }, `${emoji(one.name)} ${one.count ?? one.users?.length ?? 1}`))) : null;
}

function row(message, ctx, follows) {
  const user = ctx.users.get(message.user) || { id: message.user || "?", name: message.username || message.user || "?", bot: Boolean(message.bot_id) };
  const count = message.reply_count || 0;
  return el(`article.message${follows ? ".follows" : ""}${message.ephemeral ? ".ephemeral" : ""}`, { data: { ts: message.ts }, "aria-label": user.name },
    el("div.gutter", {}, follows ? clock(message.ts, ctx) : avatar(user)),
    el("div.main", {},
      message.ephemeral && el("div.note", {}, icon("eye"), ctx.t("onlyYou")), message.pinned && el("div.note", {}, icon("pin"), ctx.t("pinned")),
      !follows && heading(message, user, ctx), body(message, ctx), reactions(message),
      count > 0 && ctx.openThread && el("button.replies", { type: "button", onclick: () => ctx.openThread(message.ts) },
        icon("thread"), count === 1 ? ctx.t("reply") : ctx.t("replies", { n: count }))), tools(message, ctx));
}

function follows(message, before) {
  return before && before.user === message.user && !message.ephemeral && !before.ephemeral && !message.pinned && !before.reply_count
    && Number(message.ts) - Number(before.ts) < 300;
}

// Draws `messages` into `root`, reusing the nodes of those that are as they were; keeps the reader at the end if they were there.
export function paint(root, messages, ctx) {
  const first = root.dataset.key !== ctx.key, end = first || root.scrollHeight - root.scrollTop - root.clientHeight < 120;
  const old = new Map(first ? [] : [...root.children].map((node) => [node.dataset.as, node]));
  const focus = document.activeElement?.closest("[data-action]")?.dataset, at = document.activeElement?.closest(".message")?.dataset.ts;
  const nodes = [];
  let day = "", before = null;
  for (const message of messages) {
    const today = dayOf(message.ts, ctx);
    if (today !== day && !ctx.inThread) { nodes.push(el("div.day", { data: { as: today } }, el("span", {}, today))); before = null; }
    day = today;
    const joined = follows(message, before), as = JSON.stringify([message, joined]);
    const node = old.get(as) || row(message, ctx, joined);
    node.dataset.as = as;
    nodes.push(node);
    before = message;
  }
  root.dataset.key = ctx.key;
  const last = nodes.at(-1), mine = !first && before?.ephemeral && !last.isConnected;  // what this person asked to see
  for (const node of [...root.children]) if (!nodes.includes(node)) node.remove();
  nodes.forEach((node, index) => { if (root.children[index] !== node) root.insertBefore(node, root.children[index] || null); });
  if (end || mine) root.scrollTop = root.scrollHeight;
  if (focus && !document.activeElement?.closest(".message")) {
    root.querySelector(`[data-ts="${CSS.escape(at)}"] [data-action="${CSS.escape(focus.action)}"]`)?.focus();
  }
}
