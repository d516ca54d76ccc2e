// Around the conversation: toasts, the clock, the first-visit hints, two people side by side, and the inspector of the wire.

import { get } from "./api.js";
import { el, icon, menu } from "./dom.js";

export function toast(said, kind, close) {
  const node = el(`div.toast.${kind}`, {}, el("span", {}, said),
    el("button.quiet", { type: "button", "aria-label": close, onclick: () => node.remove() }, icon("close")));
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 9000);
}

// The simulated date, where it is another than today's, and ways to move it.
export function clock({ t, world, me, move }) {
  const now = new Date(world.now_ts * 1000), moved = Math.abs(now - Date.now()) > 60000;
  const said = new Intl.DateTimeFormat(me.locale, { timeZone: me.zone, dateStyle: "medium" }).format(now);
  const day = el("input", { type: "date", "aria-label": t("toDate"), value: new Intl.DateTimeFormat("en-CA", { timeZone: me.zone }).format(now) });
  const node = menu("clock", [icon("clock"), moved ? said : ""], t("clock", { at: said }), (close) => {
    const entry = (label, to) => el("button", { type: "button", onclick: () => { close(); move(to()); } }, label);
    return [el("small", {}, t("clock", { at: said })), entry(t("plusDay"), () => ({ by_days: 1 })), entry(t("plusWeek"), () => ({ by_days: 7 })),
      world.has_next && entry(t("toNext"), () => ({ next: true })), el("label", {}, t("toDate"), day),
      entry(t("go"), () => ({ to: new Date(`${day.value}T09:00:00`).toISOString() }))].filter(Boolean);
  });
  node.classList.toggle("moved", moved);
  return node;
}

// Three things to try, until they are closed once; `slash`: whether this person can run a slash command.
export function hints({ t, state, go, people, write, slash }) {
  const other = people().find((user) => user.team !== state.me.team), key = "relais.hints";
  if (localStorage.getItem(key) || state.embedded || !other) return "";
  const status = `${slash ? state.world.commands[0]?.command : "@Relais"} ${t("statusWord")}`;
  const line = (number, said, act) => el("li", {}, el("i", {}, number), el("span", {}, said),
    el("button.plain", { type: "button", onclick: act }, t("tryIt")));
  const node = el("aside.hints", {}, el("header", {}, el("b", {}, t("hello")),
    el("button.quiet", { type: "button", "aria-label": t("close"), onclick: () => { localStorage.setItem(key, "closed"); node.remove(); } }, icon("close"))),
  el("ol", {}, line("1", t("hintAsk"), () => write(t("askText"))),
    line("2", el("span", {}, `${t("hintStatus")} `, el("code", {}, status)), () => write(status)),
    line("3", t("hintSide", { name: other.name }), () => go(state.channel, "", other.id))));
  return node;
}

// #side=ONE,OTHER&channel=C: the same channel twice, each in its own frame with its own person.
export function sides(place, t) {
  const frame = (user) => el("iframe", { title: user, src: `?frame=${user}#${new URLSearchParams({ user, channel: place.get("channel"), embed: "1" })}` });
  const back = el("button.plain", { type: "button", onclick: () => { location.hash = new URLSearchParams({ user: place.get("side").split(",")[0], channel: place.get("channel") }); } }, icon("close"), t("single"));
  document.body.replaceChildren(document.querySelector("svg[hidden]"), el("div.sides", {}, place.get("side").split(",").map(frame)), back);
  document.body.className = "split";
}

// What went over the wire, newest last; asked for again while it is open.
export function wire(root) {
  let after = 0, timer = 0, t = null;
  const list = el("ol.entries", { tabIndex: 0 });

  const way = { to_app: ["→", "toRelais"], from_app: ["←", "fromRelais"], note: ["!", "note"] };
  const line = (one) => el(`li${one.ok ? "" : ".bad"}`, {}, el("details", { ontoggle: (event) => {
    if (event.target.children.length === 1) event.target.append(el("pre", {}, JSON.stringify({ body: one.body, answer: one.answer }, null, 1)));
  } }, el("summary", {}, el("time", {}, one.at.slice(11, 19)), el("span.way", { title: t(way[one.direction][1]) }, way[one.direction][0]),
    el("b", {}, one.kind), el("span.summary", {}, one.summary))));
  const more = async () => {
    const answer = await get("log", { after });
    const end = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    for (const one of answer.entries || []) { list.append(line(one)); after = one.n; }
    if (answer.entries?.length && end) list.scrollTop = list.scrollHeight;
    if (!root.hidden) timer = setTimeout(more, 1500);
  };
  const toggle = (words) => {
    t = words;
    root.hidden = !root.hidden;
    clearTimeout(timer);
    if (root.hidden) return;
    root.replaceChildren(el("header.place", {}, el("h2", {}, t("wireTitle")),
      el("button.quiet", { type: "button", "aria-label": t("close"), onclick: () => toggle(t) }, icon("close"))), list);
    more();
  };
  return { toggle };
}
