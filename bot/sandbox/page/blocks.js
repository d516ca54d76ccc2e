// Block Kit as DOM nodes. Every element that holds a value has `read()`, its block in data-block and its id in data-action.
// ctx: me, users, channels, t, go(channel), act(action, node), kept (values typed before a view was drawn again).

import { confirmed, el, icon, menu } from "./dom.js";
import { date, emoji, grid, link, markdown, mention, mrkdwn, text, words } from "./mrkdwn.js";

// Sends what a person did with an element, after its confirm dialog; the node is busy until the answer.
async function press(node, element, ctx, value) {
  const ask = element.confirm;
  if (ask && !(await confirmed({ title: words(ask.title), text: text(ask.text, ctx), confirm: words(ask.confirm) || ctx.t("yes"),
    deny: words(ask.deny) || ctx.t("no"), danger: ask.style === "danger" }))) return false;
  node.setAttribute("aria-busy", "true");
  if ("disabled" in node) node.disabled = true;
  const done = await ctx.act({ action_id: element.action_id, block_id: node.dataset.block, value }, node);
  node.removeAttribute("aria-busy");
  if ("disabled" in node) node.disabled = false;
  return done;
}

const flat = (element) => element.options || (element.option_groups || []).flatMap((group) => group.options);
const choice = (option) => el("option", { value: option.value }, words(option.text));

// The options of a select of any kind, as Block Kit options.
function options(element, ctx) {
  const option = (id, name) => ({ value: id, text: { text: name } });
  if (/users_select/.test(element.type)) {
    return [...ctx.users.values()].filter((user) => !user.bot).map((user) => option(user.id, `${user.name} (${user.company})`));
  }
  if (/(conversations|channels)_select/.test(element.type)) {
    return [...ctx.channels.values()].filter((channel) => !channel.im).map((channel) => option(channel.id, `#${channel.name}`));
  }
  return flat(element);
}

const initial = (element) => element.initial_value ?? element.initial_option?.value ?? element.initial_options?.map((option) => option.value)
  ?? element.initial_user ?? element.initial_users ?? element.initial_conversation ?? element.initial_conversations
  ?? element.initial_channel ?? element.initial_channels ?? element.initial_date ?? element.initial_time ?? null;

function select(element, ctx, start, changed) {
  const groups = element.option_groups?.map((group) => el("optgroup", { label: words(group.label) }, group.options.map(choice)));
  const node = el("select", { onchange: () => changed(node.value) },
    el("option", { value: "" }, words(element.placeholder) || ctx.t("choose")), groups || options(element, ctx).map(choice));
  node.value = start ?? "";
  node.read = () => node.value || null;
  return node;
}

function manySelect(element, ctx, start, changed) {
  const chosen = new Set(start || []), all = options(element, ctx);
  const label = el("span.chips"), name = (value) => words(all.find((option) => option.value === value)?.text) || value;
  const show = () => label.replaceChildren(...(chosen.size ? [...chosen].map((value) => el("span.chip", {}, name(value)))
    : [words(element.placeholder) || ctx.t("choose")]));
  const node = menu("many", label, words(element.placeholder) || ctx.t("choose"), () => all.map((option) => el("label.check", {},
    el("input", { type: "checkbox", value: option.value, checked: chosen.has(option.value), onchange: (event) => {
      if (event.target.checked) chosen.add(option.value); else chosen.delete(option.value);
      show();
    } }), words(option.text))));
  node.addEventListener("toggle", () => { if (!node.open) changed([...chosen]); });
  node.read = () => [...chosen];
  show();
  return node;
}

function ticks(element, ctx, start, changed) {
  const kind = element.type === "checkboxes" ? "checkbox" : "radio", group = crypto.randomUUID();
  const now = kind === "radio" ? [start] : start || [];
  const node = el("div.ticks", { role: kind === "radio" ? "radiogroup" : "group" }, flat(element).map((option) => el("label.check", {},
    el("input", { type: kind, name: group, value: option.value, checked: now.includes(option.value), onchange: () => changed(node.read()) }),
    el("span", {}, text(option.text, ctx), option.description && el("small", {}, words(option.description))))));
  const marked = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  node.read = () => (kind === "radio" ? marked()[0] ?? null : marked());
  return node;
}

const FIELDS = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local", number_input: "number",
  email_text_input: "email", url_text_input: "url", plain_text_input: "text" };

function field(element, ctx, start, changed) {
  const node = el(element.multiline ? "textarea" : "input", { placeholder: words(element.placeholder), autocomplete: "off",
    maxLength: element.max_length, rows: element.multiline && 4, min: element.min_value, max: element.max_value,
    autofocus: element.focus_on_load, onchange: () => changed(node.read()) });
  if (!element.multiline) node.type = FIELDS[element.type];
  if (element.type === "number_input") node.step = element.is_decimal_allowed ? "any" : "1";
  node.value = start ?? "";
  node.read = () => node.value || null;
  return node;
}

function button(element, ctx) {
  const node = el(`button.${element.style || "plain"}`, { type: "button", "aria-label": element.accessibility_label,
    onclick: () => {
      if (element.url) open(element.url, "_blank", "noreferrer,noopener");
      press(node, element, ctx, element.value);
    } }, words(element.text));
  return node;
}

function overflow(element, ctx) {
  const node = menu("overflow", icon("more"), ctx.t("more"), (close) => element.options.map((option) => el("button", { type: "button",
    onclick: () => { close(); press(node, element, ctx, option.value); } }, words(option.text),
  option.description && el("small", {}, words(option.description)))));
  return node;
}

// The picture of an image block; what may not be loaded here (a foreign host) is shown as its text.
function image(element) {
  return el("img", { src: element.image_url, alt: element.alt_text || "", loading: "lazy",
    onerror: (event) => event.target.replaceWith(el("span.alt", {}, element.alt_text)) });
}

function feedback(element, ctx) {
  const node = el("span.feedback", {}, [element.positive_button, element.negative_button].map((one) =>
    el("button.plain", { type: "button", onclick: () => press(node, element, ctx, one.value) }, words(one.text))));
  return node;
}

// One element of a section, actions, context_actions or input block. `quiet`: its changes are read at submission only.
export function element(spec, block, ctx, quiet = false) {
  const kept = ctx.kept?.[block.block_id] || {}, start = spec.action_id in kept ? kept[spec.action_id] : initial(spec);
  const changed = (value) => { if (!quiet) press(node, spec, ctx, value); };
  const kinds = { button, icon_button: button, overflow, image, feedback_buttons: feedback, radio_buttons: ticks, checkboxes: ticks };
  const make = kinds[spec.type] || (spec.type in FIELDS ? field : /^multi_/.test(spec.type) ? manySelect : /select$/.test(spec.type) ? select : null);
  const node = make ? make(spec, ctx, start, changed) : unknown(spec, ctx);
  if (spec.action_id) Object.assign(node.dataset, { block: block.block_id || "", action: spec.action_id });
  return node;
}

const unknown = (block, ctx) => el("div.unknown", {}, ctx.t("notShown", { type: block.type }));

function section(block, ctx) {
  return el("div.section", {}, el("div.body", {}, block.text && text(block.text, ctx),
    block.fields && el("div.fields", {}, block.fields.map((one) => text(one, ctx)))),
  block.accessory && el("div.accessory", {}, element(block.accessory, block, ctx)));
}

function input(block, ctx) {
  const control = element(block.element, block, ctx, !block.dispatch_action), id = `f${crypto.randomUUID()}`;
  const alone = /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName);
  Object.assign(control.dataset, { required: block.optional ? "" : "yes" });
  if (alone) control.id = id;
  else control.setAttribute("aria-label", words(block.label));
  return el("div.input", { data: { of: block.block_id || "" } },
    el("label", { htmlFor: alone ? id : null }, words(block.label), block.optional && el("em", {}, ` ${ctx.t("optional")}`)),
    control, block.hint && el("small", {}, words(block.hint)), el("div.error", { role: "alert" }));
}

function styled(node, style = {}) {
  return ["code", "strike", "italic", "bold"].filter((name) => style[name])
    .reduce((inside, name) => el({ code: "code", strike: "s", italic: "i", bold: "b" }[name], {}, inside), node);
}

function richInline(piece, ctx) {
  const kinds = { text: () => piece.text, link: () => link(piece.url, piece.text || piece.url), user: () => mention(piece.user_id, ctx),
    channel: () => `#${ctx.channels.get(piece.channel_id)?.name ?? piece.channel_id}`, emoji: () => emoji(piece.name),
    broadcast: () => el("span.mention.me", {}, `@${piece.range}`), date: () => date(piece.timestamp, piece.format, ctx) };
  return styled(kinds[piece.type]?.() ?? "", piece.style);
}

function rich(part, ctx) {
  const inside = () => part.elements.map((piece) => richInline(piece, ctx));
  if (part.type === "rich_text_list") {
    const list = el(part.style === "ordered" ? "ol" : "ul", {}, part.elements.map((one) => el("li", {}, rich(one, ctx))));
    list.style.setProperty("--depth", part.indent || 0);
    return list;
  }
  if (part.type === "rich_text_preformatted") return el("pre", {}, inside());
  return el(part.type === "rich_text_quote" ? "blockquote" : "div.line", {}, inside());
}

const cell = (one, ctx) => (one.type === "rich_text" ? one.elements.map((part) => rich(part, ctx)) : String(one.text ?? one.value ?? ""));

const BLOCKS = {
  section, input,
  header: (block) => el("h3.header", {}, words(block.text)),
  divider: () => el("hr"),
  context: (block, ctx) => el("div.context", {}, block.elements.map((one) => (one.type === "image" ? image(one) : text(one, ctx)))),
  actions: (block, ctx) => el("div.actions", {}, block.elements.map((one) => element(one, block, ctx))),
  context_actions: (block, ctx) => el("div.actions", {}, block.elements.map((one) => element(one, block, ctx))),
  image: (block) => el("figure", {}, block.title && el("figcaption", {}, words(block.title)), image(block)),
  markdown: (block, ctx) => markdown(block.text, ctx),
  rich_text: (block, ctx) => el("div.text", {}, block.elements.map((part) => rich(part, ctx))),
  table: (block, ctx) => grid(block.rows.map((row) => row.map((one) => cell(one, ctx))), (block.column_settings || []).map((one) => one?.align)),
};

export const blocks = (list, ctx) => el("div.blocks", {}, list.map((block) => (BLOCKS[block.type] || unknown)(block, ctx)));
export const fallback = (message, ctx) => mrkdwn(message.text, ctx);

// Everything typed or chosen under a node: {block_id: {action_id: value}}.
export function values(root) {
  const found = {};
  for (const node of root.querySelectorAll("[data-action]")) {
    if (node.read) (found[node.dataset.block] ??= {})[node.dataset.action] = node.read();
  }
  return found;
}
