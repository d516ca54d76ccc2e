// Slack's mrkdwn, and the Markdown of `markdown` blocks, as DOM nodes. Text never becomes HTML.

import { el } from "./dom.js";

const EMOJI = Object.fromEntries(`wave 👋 eyes 👀 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ warning ⚠️
  hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ calendar 📅 date 📅 spiral_calendar_pad 🗓️ clipboard 📋 memo 📝 pencil ✏️
  page_facing_up 📄 books 📚 book 📖 mag 🔍 bulb 💡 bell 🔔 no_bell 🔕 rocket 🚀 tada 🎉 handshake 🤝 lock 🔒 unlock 🔓 key 🔑
  link 🔗 pushpin 📌 round_pushpin 📍 gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ package 📦 office 🏢 busts_in_silhouette 👥
  bust_in_silhouette 👤 thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 raised_hands 🙌 pray 🙏 smile 😄 slightly_smiling_face 🙂
  question ❓ grey_question ❔ exclamation ❗ information_source ℹ️ arrow_right ➡️ arrow_left ⬅️ arrows_counterclockwise 🔄
  repeat 🔁 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
  white_circle ⚪ black_circle ⚫ large_green_square 🟩 white_large_square ⬜ checkered_flag 🏁 triangular_flag_on_post 🚩
  construction 🚧 no_entry ⛔ no_entry_sign 🚫 chart_with_upwards_trend 📈 bar_chart 📊 moneybag 💰 euro 💶 scroll 📜 scales ⚖️
  speech_balloon 💬 mega 📣 sparkles ✨ star ⭐ fire 🔥 seedling 🌱 door 🚪 robot_face 🤖 stopwatch ⏱️ bookmark 🔖
  file_folder 📁 inbox_tray 📥 outbox_tray 📤 raising_hand 🙋 point_right 👉`.trim().split(/\s+/)
  .flatMap((word, at, all) => (at % 2 ? [] : [[word, all[at + 1]]])));

const CODE = "`(?<code>[^`\\n]+)`", ANGLE = "<(?<angle>[^<>\\n]+)>", SIGN = ":(?<emoji>[a-z0-9_+-]+):";
const around = (mark, name) =>
  `(?<![\\p{L}\\p{N}${mark}])[${mark}](?=[^\\s${mark}])(?<${name}>.+?)(?<=[^\\s])[${mark}](?![\\p{L}\\p{N}])`;
const SLACK = new RegExp([CODE, ANGLE, around("*", "bold"), around("_", "italic"), around("~", "strike"), SIGN].join("|"), "gu");
const MARKDOWN = new RegExp(["\\\\(?<literal>[\\\\`*_{}\\[\\]()#+.!~|>-])", CODE, "!?\\[(?<label>[^\\]\\n]+)\\]\\((?<url>[^)\\s]+)\\)",
  ANGLE, "\\*\\*(?<bold>.+?)\\*\\*", "~~(?<strike>.+?)~~", "(?<![\\p{L}\\p{N}])(?<fence>[*_])(?=\\S)(?<italic>.+?)(?<=\\S)\\k<fence>(?![\\p{L}\\p{N}])",
  SIGN].join("|"), "gu");

const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
export const emoji = (name) => EMOJI[name] || `:${name}:`;

export function link(url, label) {
  const safe = /^(https?:|mailto:|tel:)/i.test(url);
  return safe ? el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, label) : el("span", {}, label);
}

export function mention(id, ctx) {
  const user = ctx.users.get(id);
  return el(id === ctx.me.id ? "span.mention.me" : "span.mention", {}, `@${user ? user.name : id}`);
}

// Slack's date tokens (https://docs.slack.dev/messaging/formatting-message-text#date-formatting), in the reader's zone.
export function date(seconds, format, ctx) {
  const at = new Date(Number(seconds) * 1000);
  const show = (options) => new Intl.DateTimeFormat(ctx.me.locale, { timeZone: ctx.me.zone, ...options }).format(at);
  const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const kinds = { date_num: { day: "2-digit", month: "2-digit", year: "numeric" }, date_short: { day: "numeric", month: "short", year: "numeric" },
    date: { day: "numeric", month: "long", year: "numeric" }, date_long: long, time: { hour: "2-digit", minute: "2-digit" },
    time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" }, day_divider_pretty: long };
  return format.replace(/\{(\w+)\}/g, (whole, name) => {
    const kind = kinds[name.replace(/_pretty$/, "")] || kinds[name];
    return kind ? show(kind) : whole;
  });
}

function angle(inside, ctx) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target[0] === "@") return mention(target.slice(1), ctx);
  if (target[0] === "#") {
    const channel = ctx.channels.get(target.slice(1));
    return el("button.mention", { type: "button", onclick: () => channel && ctx.go(channel.id) }, `#${channel ? channel.name : label || target.slice(1)}`);
  }
  const [, seconds, format, url] = target.match(/^!date\^(-?\d+)\^([^^]+)(?:\^(.+))?$/) || [];
  if (seconds) return url ? link(url, date(seconds, format, ctx)) : el("time", {}, date(seconds, format, ctx));
  if (target[0] === "!") return el("span.mention.me", {}, `@${label || target.slice(1).split("^")[0]}`);
  if (/^[a-z][a-z+.-]*:/i.test(target)) return link(target, plain(label || target.replace(/^mailto:/, "")));
  return document.createTextNode(plain(`<${inside}>`));
}

function inline(text, ctx, pattern = SLACK) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    const found = match.groups, deeper = (tag, inside) => el(tag, {}, inline(inside, ctx, pattern));
    nodes.push(plain(text.slice(last, match.index)));
    last = match.index + match[0].length;
    if (found.literal) nodes.push(found.literal);
    else if (found.code) nodes.push(el("code", {}, plain(found.code)));
    else if (found.angle) nodes.push(angle(found.angle, ctx));
    else if (found.label) nodes.push(link(plain(found.url), plain(found.label)));
    else if (found.emoji) nodes.push(EMOJI[found.emoji] ? el("span.emoji", { title: match[0] }, emoji(found.emoji)) : match[0]);
    else if (found.bold) nodes.push(deeper("b", found.bold));
    else if (found.italic) nodes.push(deeper("i", found.italic));
    else nodes.push(deeper("s", found.strike));
  }
  nodes.push(plain(text.slice(last)));
  return nodes;
}

function item(line, ctx, pattern) {
  const [, indent, mark, rest] = line.match(pattern === SLACK ? /^(\s*)([•◦▪–]|\d+[.)])\s+(.*)$/ : /^(\s*)([•*+-]|\d+[.)])\s+(.*)$/) || [];
  if (!mark) return null;
  const row = el("div.item", {}, el("span.mark", {}, /\d/.test(mark) ? mark : "•"), el("span", {}, inline(rest, ctx, pattern)));
  row.style.setProperty("--depth", Math.floor(indent.length / 2));
  return row;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function lines(text, ctx, pattern) {
  const out = [], rows = text.split("\n");
  const quoted = (line) => line.match(/^\s*(?:&gt;|>) ?(.*)$/);
  for (let at = 0; at < rows.length; at += 1) {
    const line = rows[at], heading = pattern === MARKDOWN && line.match(/^(#{1,6})\s+(.*)$/);
    if (quoted(line)) {
      const inside = [];
      while (at < rows.length && quoted(rows[at])) inside.push(quoted(rows[at++])[1]);
      at -= 1;
      out.push(el("blockquote", {}, lines(inside.join("\n"), ctx, pattern)));
    } else if (pattern === MARKDOWN && line.includes("|") && /^[\s|:-]+$/.test(rows[at + 1] || "") && rows[at + 1].includes("-")) {
      const body = [line];
      for (at += 2; at < rows.length && rows[at].includes("|"); at += 1) body.push(rows[at]);
      at -= 1;
      out.push(grid(body.map((row) => cells(row).map((cell) => inline(cell, ctx, pattern)))));
    } else if (heading) out.push(el(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2], ctx, pattern)));
    else if (pattern === MARKDOWN && /^\s*(---+|\*\*\*+)\s*$/.test(line)) out.push(el("hr"));
    else if (!line.trim()) out.push(el("div.gap"));
    else out.push(item(line, ctx, pattern) || el("div.line", {}, inline(line, ctx, pattern)));
  }
  return out;
}

function rich(text, ctx, pattern) {
  return el("div.text", {}, text.split(/```\n?([\s\S]*?)\n?```\n?/).map((part, index) => {
    if (index % 2) return el("pre", {}, plain(part));
    const body = part.replace(/^\n|\n$/g, "");
    return body ? lines(body, ctx, pattern) : [];
  }));
}

export const grid = (rows, align = []) => el("div.grid", { tabIndex: 0 }, el("table", {}, rows.map((row, number) =>
  el("tr", {}, row.map((cell, column) => el(`${number ? "td" : "th"}.${align[column] || "left"}`, {}, cell))))));
export const mrkdwn = (text, ctx) => rich(text || "", ctx, SLACK);
export const markdown = (text, ctx) => rich(text || "", ctx, MARKDOWN);

// A text object of Block Kit; plain text only knows emoji.
export function text(object, ctx) {
  if (typeof object === "string" || object.type === "mrkdwn") return mrkdwn(object.text ?? object, ctx);
  return el("div.text", {}, words(object));
}
export const words = (object) => (object?.text || "").replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] || whole);
