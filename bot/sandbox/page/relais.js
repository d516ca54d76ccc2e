// The page of the local Slack: who acts, what they see, what they do. Everything shown comes from the control API.

import { get, listen, post } from "./api.js";
import { blocks } from "./blocks.js";
import { composer, encoded } from "./composer.js";
import { avatar, el, icon } from "./dom.js";
import { clock, hints, sides, toast, wire } from "./extras.js";
import { paint } from "./messages.js";
import { show as showModal } from "./modal.js";
import { link } from "./mrkdwn.js";
import { refusal, words } from "./words.js";

const DM = "@relais", HOME = "home";
const $ = (id) => document.getElementById(id);
const state = { world: null, users: new Map(), channels: new Map(), me: null, channel: "", thread: "", unread: new Set(), view: {}, replies: null };
let t = words("fr"), stop = () => {}, inspector = null;

// ---- What the server says, in the shapes the page uses

function person(user, company) {
  return { id: user.id, name: user.real_name || user.name, bot: Boolean(user.is_bot), company: company?.name || "", team: user.team_id,
    side: company?.party || "", locale: (user.locale || "fr-FR"), zone: user.tz || "Europe/Paris" };
}

function take(world) {
  const companies = new Map(world.workspaces.map((one) => [one.id, one]));
  state.world = world;
  state.users = new Map(world.users.map((user) => [user.id, person(user, companies.get(user.team_id))]));
  state.channels = new Map(world.channels.map((one) => [one.id, { ...one, name: one.name || "", im: Boolean(one.is_im) }]));
}

const people = () => [...state.users.values()].filter((user) => !user.bot);
const mine = () => [...state.channels.values()].filter((one) => !one.im && (!one.members || one.members.includes(state.me.id)));
const bot = () => [...state.users.values()].find((user) => user.bot);
const installed = () => state.world.bot?.team_id || bot()?.team;
const title = () => (state.channel === DM ? bot().name : `#${state.channels.get(state.channel)?.name ?? ""}`);
const context = (extra) => ({ me: state.me, users: state.users, channels: state.channels, t, go, channel: state.channel, perform,
  shortcut, shortcuts: (state.world.shortcuts || []).filter((one) => one.type === "message"), now: () => new Date((state.world.now_ts || Date.now() / 1000) * 1000), ...extra });

// ---- Doing

async function perform(body) {
  return settled(await post("action", { user: state.me.id, ...body }));
}

async function shortcut(callback, ts) {
  return settled(await post("shortcut", { user: state.me.id, callback_id: callback, channel: state.channel, ts }));
}

function settled(answer) {
  if (!answer.ok) toast(refusal(t, answer.error), "error", t("close"));
  refresh();
  return answer.ok;
}

async function send(text, thread) {
  const body = { user: state.me.id, channel: state.channel, text: encoded(text, state.users.values()) }, command = text.startsWith("/");
  if (command && thread) { toast(t("noThreadCommand"), "error", t("close")); return false; }
  const list = $(thread ? "thread" : "main").querySelector(".list");
  const done = settled(await post(command ? "command" : "message", { ...body, thread_ts: thread || undefined }));
  if (done) list.scrollTop = list.scrollHeight;  // who writes sees what they wrote, and the answer to it
  return done;
}

// ---- Where we are: kept in the address, so that two tabs can be two people

function go(channel, thread = "", user = state.me.id) {
  const place = new URLSearchParams({ user, channel, ...(thread && { thread }), ...(state.embedded && { embed: "1" }) });
  document.body.classList.remove("drawer");
  document.getElementById("toasts").replaceChildren();
  if (location.hash.slice(1) === place.toString()) arrive(); else location.hash = place;
}

function arrive() {
  const place = new URLSearchParams(location.hash.slice(1));
  if (place.get("side")) { stop(); return sides(place, t); }
  if (!$("main")) return location.reload();  // back from two people side by side
  const before = state.me, from = `${before?.id} ${state.channel}`;
  state.embedded = place.get("embed") === "1";
  state.me = state.users.get(place.get("user")) || before || people().find((user) => user.team === installed()) || people()[0];
  const first = mine().find((one) => one.is_ext_shared) || mine()[0];
  const known = [DM, HOME].includes(place.get("channel")) || mine().some((one) => one.id === place.get("channel"));
  state.channel = known ? place.get("channel") : first.id;
  state.thread = known ? place.get("thread") || "" : "";
  state.unread.delete(state.channel);
  t = words(state.me.locale);
  document.documentElement.lang = state.me.locale;
  if (before !== state.me) attend();
  const tab = { [HOME]: "home", [DM]: "messages" }[state.channel];
  if (tab && from !== `${state.me.id} ${state.channel}`) post("open", { user: state.me.id, tab });
  frame();
  refresh();
  return undefined;
}

function attend() {
  stop();
  state.unread.clear();
  showModal(null);
  stop = listen(state.me.id, heard);
}

async function heard(event) {
  if (event.kind === "lost") return status(false, t("away"));
  if (event.kind === "toast") return toast(event.text || refusal(t, event.error), event.level || "error", t("close"));
  if (event.kind === "bot" || event.kind === "open") { take(await get("world")); top_(); sidebar(); }
  const im = state.channels.get(event.channel)?.im ?? /^D/.test(event.channel || ""), at = im ? DM : event.channel;
  if (event.kind === "message" && at && at !== state.channel) { state.unread.add(at); sidebar(); }
  return refresh();
}

// ---- Showing: one refresh at a time; what changes meanwhile is fetched once more after it

let busy = false, again = false;
async function refresh() {
  again = busy;
  if (busy) return;
  busy = true;
  const place = { user: state.me.id, channel: state.channel, thread: state.thread }, who = { user: place.user };
  const [view, replies, modal] = await Promise.all([place.channel === HOME ? get("home", who) : get("view", who.user && { ...who, channel: place.channel }),
    place.thread ? get("view", place) : null, get("modal", who)]);
  busy = false;
  if (place.user === state.me.id && place.channel === state.channel && place.thread === state.thread) draw(view, replies, modal);
  else again = true;
  if (again) refresh();
}

function draw(view, replies, modal) {
  if (!$("main")) return;
  const key = `${state.me.id} ${state.channel}`, list = $("main").querySelector(".list");
  if (state.channel === HOME) home(list, view?.view ?? view);
  else if (view?.messages) {
    const messages = view.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.ephemeral || one.subtype === "thread_broadcast");
    paint(list, messages, context({ key, openThread: (ts) => go(state.channel, ts) }));
    $("main").querySelector(".empty").hidden = messages.length > 0;
    $("main").querySelector(".prompts").replaceChildren(...view.prompts.map((one) =>
      el("button.plain", { type: "button", onclick: () => send(one.message) }, one.title)));
  }
  if (replies?.messages) paint($("thread").querySelector(".list"), replies.messages, context({ key: `${key} ${state.thread}`, inThread: true }));
  for (const [pane, seen] of [["main", view], ["thread", replies]]) {
    const doing = $(pane).querySelector(".doing");
    if (doing) doing.textContent = seen?.status ? `${bot().name} ${seen.status}` : "";
  }
  const opened = modal?.view ? modal : modal?.blocks ? { view: modal, depth: 1 } : null;
  showModal(opened && { view: opened.view, depth: opened.depth || 1 }, { t, context: context(),
    act: (action) => perform({ view: true, ...action }), close: async () => settled(await post("close", { user: state.me.id })),
    submit: async (values) => {
      const answer = await post("submit", { user: state.me.id, values });
      if (answer.error) toast(refusal(t, answer.error), "error", t("close"));
      if (answer.ok) refresh();
      return answer;
    } });
}

function home(list, view) {
  const drawn = JSON.stringify(view ?? null);
  if (list.dataset.key === drawn) return;
  list.dataset.key = drawn;
  const act = (action) => perform({ home: true, ...action });
  list.replaceChildren(view?.blocks ? blocks(view.blocks, context({ act })) : el("p.empty", {}, t("homeEmpty")));
}

function writer(thread) {
  const everyone = [...state.users.values()];
  return composer({ t, placeholder: thread ? t("writeThread") : t("write", { where: title() }), commands: thread ? [] : state.world.commands || [],
    people: everyone.filter((user) => user.bot || state.channel !== DM), send: (text) => send(text, thread) });
}

function frame() {
  document.title = `${state.channel === HOME ? t("home") : title()} · ${state.me.name} · Relais`;
  document.body.classList.toggle("embedded", state.embedded);
  top_();
  sidebar();
  const key = `${state.me.id} ${state.channel}`, main = $("main"), pane = $("thread");
  if (main.dataset.key !== key) {
    main.dataset.key = key;
    const at = state.channel === HOME ? null : writer("");
    main.replaceChildren(place(), el(state.channel === HOME ? "div.list.home" : "div.list", { tabIndex: 0 }),
      el("p.empty", { hidden: true }, state.channel === DM ? t("emptyDirect", { where: title() }) : t("empty", { where: title() })), ...(at ? [hints({ t, state, go, people, write: at.write, slash: state.me.team === installed() }),
        el("div.prompts"), el("p.doing", { role: "status" }), at] : []));
    if (matchMedia("(min-width: 760px)").matches) at?.querySelector("textarea").focus();
  }
  if (pane.dataset.key !== `${key} ${state.thread}`) {
    pane.dataset.key = `${key} ${state.thread}`;
    pane.hidden = !state.thread;
    pane.replaceChildren(...(state.thread ? [el("header.place", {}, el("h2", {}, t("thread"), el("small", {}, title())),
      el("button.quiet", { type: "button", "aria-label": t("close"), onclick: () => go(state.channel) }, icon("close"))),
    el("div.list", { tabIndex: 0 }), el("p.doing", { role: "status" }), writer(state.thread)] : []));
    if (state.thread) pane.querySelector("textarea").focus();
  }
  document.body.classList.toggle("threaded", Boolean(state.thread));
}

function place() {
  const channel = state.channels.get(state.channel), names = state.world.workspaces.map((one) => one.name);
  const count = channel?.members?.length, topic = channel?.topic?.value ?? channel?.topic;
  return el("header.place", {}, el("h1", {}, state.channel === HOME ? t("home") : title()),
    channel?.is_ext_shared && el("span.shared", { title: t("shared", { a: names[0], b: names[1] }) }, icon("shared"), t("shared", { a: names[0], b: names[1] })),
    topic && el("span.topic", { title: topic }, topic),
    channel?.bookmarks?.length ? el("span.marks", {}, channel.bookmarks.map((one) => link(one.link, one.title))) : null, count && el("span.count", {}, t("members", { n: count })));
}

// ---- The bar on top and the list on the left

function top_() {
  const companies = state.world.workspaces.map((one) => [one, people().filter((user) => user.team === one.id)]);
  const other = (state.last && state.last.team !== state.me.team && state.last) || people().find((user) => user.team !== state.me.team);
  const drawn = JSON.stringify([state.me.id, other?.id, state.embedded, state.world.users, state.world.has_next, Math.round((state.world.now_ts - Date.now() / 1000) / 60)]);
  if ($("top").dataset.key === drawn) return;  // an open menu stays open
  $("top").dataset.key = drawn;
  const become = (id) => { state.last = state.me; go(state.channel, state.thread, id); };
  const who = el("select", { "aria-label": t("actAs"), onchange: () => become(who.value) }, companies.map(([company, all]) =>
    el("optgroup", { label: company.name }, all.map((user) => el("option", { value: user.id }, user.name)))));
  who.value = state.me.id;
  const tool = (name, label, act) => el(`button.quiet.${name}`, { type: "button", title: label, "aria-label": label, onclick: act }, icon(name));
  $("top").replaceChildren(tool("menu", t("menu"), (event) => { event.stopPropagation(); document.body.classList.toggle("drawer"); }),
    el("span.brand", {}, avatar({ bot: true }, ".small"), el("b", {}, "Relais"), el("small", {}, t("sandbox"))),
    el("label.actas", {}, avatar(state.me, ".small"), el("span.hint", {}, t("actAs")), el("span.name", {}, who, el(`small.${state.me.side}`, {}, state.me.company)), icon("down")),
    other ? tool("swap", t("otherSide", { name: other.name }), () => become(other.id)) : "", el("span.space"),
    clock({ t, world: state.world, me: state.me, move: async (to) => settled(await post("clock", to)) }),
    other ? tool("side", t("side"), () => { location.hash = new URLSearchParams({ side: [state.me, other].map((user) => user.id), channel: state.channel }); }) : "",
    tool("wire", t("wire"), () => { inspector ??= wire($("wire")); inspector.toggle(t); }), tool("theme", t("theme"), theme));
}

function sidebar() {
  const entry = (id, glyph, name) => el(`button.entry${state.unread.has(id) ? ".unread" : ""}`, { type: "button", onclick: () => go(id),
    "aria-current": state.channel === id ? "page" : null }, glyph, el("span", {}, name), state.unread.has(id) && el("i.dot", { title: t("unread") }));
  $("sidebar").replaceChildren(el("h2", {}, state.me.company, el("small", {}, state.me.name)),
    el("h3", {}, t("channels")), ...mine().map((one) => entry(one.id, icon(one.is_ext_shared ? "shared" : "hash"), one.name)),
    el("h3", {}, t("direct")), entry(DM, avatar(bot(), ".small"), bot().name), entry(HOME, icon("home"), t("home")),
    el("span.space"), el("p.status", { role: "status" }));
  status();
}

function status(up = state.world.bot?.connected, said = up ? t("connected") : t("starting")) {
  const line = $("sidebar").querySelector(".status");
  line?.replaceChildren(el(up ? "i.dot.up" : "i.dot"), said);
}

function theme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  localStorage.setItem("relais.theme", dark ? "light" : "dark");
  dress();
}
const dress = () => { const kept = localStorage.getItem("relais.theme"); if (kept) document.documentElement.dataset.theme = kept; };

async function begin() {
  dress();
  const world = await get("world");
  if (!world.users) { setTimeout(begin, 1000); return; }
  take(world);
  addEventListener("hashchange", arrive);
  addEventListener("storage", dress);
  addEventListener("click", (event) => { if (!event.target.closest?.("#sidebar")) document.body.classList.remove("drawer"); });
  addEventListener("keydown", (event) => { if (event.key === "Escape") document.body.classList.remove("drawer"); });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && state.thread && !event.defaultPrevented && !document.querySelector("dialog[open]")) go(state.channel); });
  arrive();
}
begin();
