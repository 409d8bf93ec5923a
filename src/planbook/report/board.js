"use strict";
// The board: everything is drawn from the data in the page, and every text goes in as text.
const data = JSON.parse(document.getElementById("data").textContent);
const word = (name, values = {}) => data.words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const number = (count) => count.toLocaleString("en-US");
const SVG = "http://www.w3.org/2000/svg";

function put(parent, name, attributes = {}, ...children) {
  const element = name === "svg" || parent?.namespaceURI === SVG ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children) element.append(child);
  parent?.append(element);
  return element;
}

const clear = (element) => { element.replaceChildren(); return element; };
const by = (id) => document.getElementById(id);

// What a finding says: the pieces of its kind's sentence with its own words between them.
function sentence(pieces, values) {
  return pieces.map((piece, at) => piece + (at < values.length ? data.texts[values[at]] : "")).join("");
}
const LOOK = [["error", "✗"], ["warning", "!"], ["info", "·"]];
const offices = data.offices.map(([code, name]) => ({ code, name }));
const findings = data.findings.map(([kind, owner, quarter, key, file, place, message, hint]) => {
  const [code, severity, topic, messagePieces, hintPieces] = data.kinds[kind];
  return {
    code, severity, topic, owner, quarter, key: data.texts[key], file, place: data.texts[place],
    message: sentence(messagePieces, message), hint: sentence(hintPieces, hint),
  };
});
for (const finding of findings) {
  const office = offices[finding.owner];
  finding.search = [office ? `${office.code} ${office.name}` : "", finding.code, finding.key, data.texts[data.files[finding.file]?.[0] ?? 0], finding.message, finding.hint].join(" ").toLowerCase();
}
let quarter = data.quarter;
const ownerName = (owner) => owner < 0 ? word("regions-own") : offices[owner].name;

// 1. Offices

const chosen = { state: "" };
function tiles() {
  const box = clear(by("tiles"));
  const here = data.states.filter((row) => row[1] === quarter);
  data.states_order.forEach((state, at) => {
    const count = here.filter((row) => row[2] === at).length;
    put(box, "button", {
      type: "button", "aria-pressed": String(chosen.state === state), class: state,
      on: { click: () => { chosen.state = chosen.state === state ? "" : state; tiles(); officeTable(); box.children[at].focus(); } },
    }, put(null, "b", {}, number(count)), word(state));
  });
  LOOK.slice(0, 2).forEach(([severity], at) => {
    const count = findings.filter((finding) => finding.severity === at).length;
    put(box, "button", { type: "button", class: severity, on: { click: () => show({ severity: at }) } }, put(null, "b", {}, number(count)), word(severity));
  });
}

function bar(parent, parts, width, label) {
  const whole = parts.reduce((sum, part) => sum + part[0], 0) || 1;
  const svg = put(parent, "svg", { class: "bar", role: "img", "aria-label": label, width, height: 14, viewBox: `0 0 ${width} 14` });
  put(svg, "rect", { x: 0, y: 0, width, height: 14, fill: "#e4e8ee" });
  let at = 0;
  for (const [count, fill] of parts) {
    const size = (width * count) / whole;
    put(svg, "rect", { x: at, y: 0, width: size, height: 14, fill });
    at += size;
  }
}

function head(table, names) {
  const row = put(put(table, "thead"), "tr");
  for (const [name, numeric] of names) put(row, "th", { scope: "col", class: numeric ? "n" : null }, name);
}

function officeTable() {
  const table = clear(by("offices-table"));
  put(table, "caption", { class: "soft" }, word("of-quarter", { quarter }));
  head(table, [[word("office")], [word("status")], [word("answered-of")], [word("error"), 1], [word("warning"), 1], [word("to-do")], [word("file")]]);
  const body = put(table, "tbody");
  for (const [office, its, state, answered, asked, errors, warnings, step, files] of data.states) {
    if (its !== quarter || (chosen.state && data.states_order[state] !== chosen.state)) continue;
    const row = put(body, "tr");
    const label = put(row, "th", { scope: "row" });
    put(label, "button", { type: "button", on: { click: () => show({ owner: office }) } }, `${offices[office].name} (${offices[office].code})`);
    put(put(row, "td"), "span", { class: `tag ${data.states_order[state]}` }, word(data.states_order[state]));
    const cell = put(row, "td", { class: "one" });
    bar(cell, [[answered, "#4a9c63"], [asked - answered, "#e4e8ee"]], 90, `${answered}/${asked}`);
    cell.append(` ${answered}/${asked}`);
    put(row, "td", { class: "n" + (errors ? " error" : "") }, number(errors));
    put(row, "td", { class: "n" + (warnings ? " warning" : "") }, number(warnings));
    put(row, "td", { class: data.steps[step] === "nothing" ? "soft" : null }, word(data.steps[step]));
    const list = put(row, "td", { class: "title" });
    files.forEach((file) => { put(list, "div", {}, fileLink(file)); });
  }
}

function fileLink(at) {
  const [name, link] = data.files[at];
  return link ? put(null, "a", { href: link }, data.texts[name]) : document.createTextNode(data.texts[name]);
}

// 2. Progress

function progress() {
  const table = clear(by("progress-table"));
  put(table, "caption", { class: "soft" }, word("of-quarter", { quarter }));
  head(table, [[word("initiative")], [word("activities"), 1], [word("met-missed-open")], [word("answers")]]);
  const body = put(table, "tbody");
  for (const [its, sheet, initiative, title, activities, met, missed, open, answered, asked] of data.progress) {
    if (its !== quarter) continue;
    const row = put(body, "tr", { class: initiative ? "initiative" : "strategy" });
    put(row, "th", { scope: "row", class: "title" }, initiative ? `${initiative}. ${title}` : `${sheet}: ${title}`);
    put(row, "td", { class: "n" }, number(activities));
    const verdicts = put(row, "td");
    bar(verdicts, [[met, "#4a9c63"], [missed, "#d0655c"], [open, "#b9c1cc"]], 140, word("verdicts", { met, missed, open }));
    put(verdicts, "div", { class: "soft" }, word("verdicts", { met, missed, open }));
    const behind = put(row, "td", { class: "one" });
    bar(behind, [[answered, "#3f6fb5"], [asked - answered, "#e4e8ee"]], 90, `${answered}/${asked}`);
    behind.append(` ${number(answered)}/${number(asked)}`);
  }
}

// 3. The map: a drawn row an office, a square an activity; one sign a square, so that no colour is needed to read it.

const SIZE = 20;
const SIGNS = { met: ["✓", "#cfead6", "#14532b"], missed: ["✗", "#f6cfcb", "#7f1d17"], said: ["•", "#dbe7fb", "#173a7a"], nil: ["0", "#e8e3f5", "#3d2a75"], not_started: ["–", "#fbe7c3", "#6b4300"], rejected: ["!", "#7f1d17", "#ffffff"], waiting: ["?", "#ffffff", "#55606f"], none: ["", "#eef1f5", "#55606f"] };
const map = { rows: [], columns: [], row: 0, col: 0, cursor: null };

function drawSign(svg, x, state) {
  const [sign, fill, ink] = SIGNS[state];
  put(svg, "rect", { x, y: 0, width: SIZE - 1, height: SIZE - 1, fill, stroke: state === "waiting" ? "#7c8796" : null });
  put(svg, "text", { x: x + SIZE / 2 - 0.5, y: 14.5, "text-anchor": "middle", fill: ink }, sign);
}

function legend() {
  const list = clear(by("legend"));
  for (const state of [...data.answer_states, "none"]) {
    const item = put(list, "li");
    drawSign(put(item, "svg", { width: SIZE, height: SIZE, "aria-hidden": "true" }), 0, state);
    item.append(word(state === "none" ? "not-asked" : state));
  }
}

function heat() {
  const table = clear(by("heat-table"));
  const cells = data.map[String(quarter)] ?? [];
  // activities that nobody is asked about this quarter have no column
  map.columns = data.activities.map((_, at) => at).filter((at) => cells.some(([, states]) => states[at] !== "."));
  const width = map.columns.length * SIZE;
  const top = put(put(table, "thead"), "tr");
  put(top, "th", { scope: "col" }, word("office"));
  const longest = Math.max(0, ...map.columns.map((at) => data.activities[at][0].length));
  const height = Math.min(150, longest * 7.5 + 12);
  const keys = put(put(top, "th", { scope: "col" }), "svg", { width, height, role: "img", "aria-label": word("activities") });
  map.columns.forEach((activity, at) => {
    const [key] = data.activities[activity];
    put(keys, "text", { transform: `translate(${at * SIZE + 14} ${height - 4}) rotate(-90)`, fill: "#1b2430" }, key);
  });
  const body = put(table, "tbody");
  map.rows = [];
  map.cursor = null;
  cells.forEach(([office, states, shown]) => {
    const line = put(body, "tr");
    put(line, "th", { scope: "row", title: offices[office].name }, offices[office].name);
    const answers = map.columns.map((at) => states[at]).map((state) => (state === "." ? "none" : data.answer_states[state.charCodeAt(0) - 97]));
    const asked = answers.filter((state) => state !== "none");
    const done = asked.filter((state) => state !== "waiting" && state !== "rejected").length;
    const svg = put(put(line, "td"), "svg", { width, height: SIZE, role: "img", "aria-label": `${offices[office].name}: ${word("answered-of")} ${done}/${asked.length}` });
    for (const state of Object.keys(SIGNS)) {
      const at = answers.flatMap((each, col) => (each === state ? [col] : []));
      if (!at.length) continue;
      const [sign, fill, ink] = SIGNS[state];
      const squares = at.map((col) => `M${col * SIZE} 0h${SIZE - 1}v${SIZE - 1}h${1 - SIZE}z`).join("");
      put(svg, "path", { d: squares, fill, stroke: state === "waiting" ? "#aab3bf" : null });
      if (sign) put(svg, "text", { x: at.map((col) => col * SIZE + SIZE / 2 - 0.5).join(" "), y: 14.5, "text-anchor": "middle", fill: ink }, sign.repeat(at.length));
    }
    const row = map.rows.length;
    svg.addEventListener("click", (event) => {
      const box = svg.getBoundingClientRect();
      select(row, Math.floor(((event.clientX - box.left) / box.width) * map.columns.length));
    });
    map.rows.push({ office, answers, shown, svg });
  });
  if (map.rows.length) select(0, Math.max(0, map.rows[0].answers.findIndex((state) => state !== "none")), false);
  else clear(by("detail")).append(word("no-map"));
}

function select(row, col, scroll = true) {
  map.row = Math.max(0, Math.min(map.rows.length - 1, row));
  map.col = Math.max(0, Math.min(map.columns.length - 1, col));
  const { office, answers, shown, svg } = map.rows[map.row];
  map.cursor?.remove();
  map.cursor = put(svg, "rect", { x: map.col * SIZE + 0.5, y: 0.5, width: SIZE - 2, height: SIZE - 2, fill: "none", stroke: "#0b0f14", "stroke-width": 2.5 });
  const [key, title, unit] = data.activities[map.columns[map.col]];
  const box = clear(by("detail"));
  const state = answers[map.col];
  put(box, "p", {}, put(null, "b", {}, `${offices[office].name} (${offices[office].code}) · ${key}`));
  put(box, "p", {}, title + (unit ? ` (${unit})` : ""));
  const nth = [...answers].slice(0, map.col).filter((each) => each !== "none").length;
  const [figure, target] = state === "none" ? [0, 0] : shown[nth];
  const bits = [word(state === "none" ? "not-asked" : state)];
  if (data.texts[figure]) bits.push(`${word("result")}: ${data.texts[figure]}`);
  if (data.texts[target]) bits.push(`${word("target")}: ${data.texts[target]}`);
  put(box, "p", {}, bits.join(" · "));
  const own = findings.filter((finding) => finding.owner === office && finding.key === key);
  for (const finding of own) put(box, "p", { class: LOOK[finding.severity][0] }, `${LOOK[finding.severity][1]} ${finding.message}`);
  if (own.length) put(box, "button", { type: "button", on: { click: () => show({ owner: office }) } }, word("see-findings"));
  if (!scroll) return;
  const frame = by("heat");
  const label = table_label_width();
  const x = map.col * SIZE, y = svg.parentElement.parentElement.offsetTop;
  const inside = frame.clientWidth - label - SIZE;
  if (x < frame.scrollLeft || x > frame.scrollLeft + inside) frame.scrollLeft = Math.max(0, x - inside / 2);
  const heading = by("heat-table").tHead.offsetHeight;
  if (y < frame.scrollTop + heading || y > frame.scrollTop + frame.clientHeight - 2 * SIZE) frame.scrollTop = Math.max(0, y - frame.clientHeight / 2);
}

const table_label_width = () => by("heat-table").tHead.rows[0].cells[0].offsetWidth;

by("heat").addEventListener("keydown", (event) => {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0], Home: [0, -1000], End: [0, 1000] };
  if (!moves[event.key] || !map.rows.length || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  select(map.row + moves[event.key][0], map.col + moves[event.key][1]);
});

// 4. Findings

const PAGE = 100;
const wanted = { owner: "", severity: "", kind: "", text: "" };
let shownRows = PAGE;

function choices(id, all, pairs) {
  const list = clear(by(id));
  put(list, "option", { value: "" }, all);
  for (const [value, label] of pairs) put(list, "option", { value }, label);
}

function filters() {
  const owners = [...new Set(findings.map((finding) => finding.owner))].sort((a, b) => (a < 0) - (b < 0) || a - b);
  choices("by-owner", word("all"), owners.map((owner) => [owner, ownerName(owner)]));
  choices("by-severity", word("all"), LOOK.map(([name], at) => [at, word(name)]));
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  choices("by-kind", word("all"), codes.map((code) => [code, code]));
  for (const [id, field] of [["by-owner", "owner"], ["by-severity", "severity"], ["by-kind", "kind"]]) {
    by(id).addEventListener("change", () => { wanted[field] = by(id).value; shownRows = PAGE; list(); });
  }
  by("by-text").addEventListener("input", () => { wanted.text = by("by-text").value.trim().toLowerCase(); shownRows = PAGE; list(); });
}

function show(filter) {
  Object.assign(wanted, { owner: "", severity: "", kind: "", text: "" }, filter);
  by("by-owner").value = String(wanted.owner);
  by("by-severity").value = String(wanted.severity);
  by("by-kind").value = "";
  by("by-text").value = "";
  if (by("by-owner").selectedIndex < 0) by("by-owner").value = wanted.owner = "";
  shownRows = PAGE;
  list();
  by("findings").scrollIntoView();
  by("findings-title").focus();
}

function list() {
  const matching = findings.filter((finding) =>
    (wanted.owner === "" || finding.owner === Number(wanted.owner)) &&
    (wanted.severity === "" || finding.severity === Number(wanted.severity)) &&
    (!wanted.kind || finding.code === wanted.kind) &&
    wanted.text.split(/\s+/).every((each) => finding.search.includes(each)));
  by("found").textContent = word("found", { shown: number(matching.length), count: number(findings.length) });
  const box = clear(by("findings-list"));
  for (const finding of matching.slice(0, shownRows)) {
    const item = put(box, "div", { class: "finding", role: "listitem" });
    const [look, sign] = LOOK[finding.severity];
    const top = put(item, "p", {}, put(null, "b", { class: look }, `${sign} ${word(look)}`));
    top.append(` · ${ownerName(finding.owner)}`);
    if (finding.quarter) top.append(` · ${word("of-quarter", { quarter: finding.quarter })}`);
    if (finding.key) top.append(` · ${finding.key}`);
    put(item, "p", {}, finding.message);
    if (finding.hint) put(item, "p", {}, `→ ${finding.hint}`);
    const where = put(item, "p", { class: "soft" });
    if (finding.file >= 0) where.append(fileLink(finding.file), finding.place ? `: ${finding.place}` : "", " · ");
    where.append(`[${finding.code}]`);
  }
  const left = matching.length - shownRows;
  const more = by("more");
  more.hidden = left <= 0;
  more.textContent = word("show-more", { count: number(Math.min(PAGE, Math.max(left, 0))) });
}

by("more").addEventListener("click", () => {
  const before = shownRows;
  shownRows += PAGE;
  list();
  const next = by("findings-list").children[before];
  if (next) { next.tabIndex = -1; next.focus(); }
});

// 5. First returns

function firstPass() {
  const box = clear(by("first-body"));
  if (!data.first.length) put(box, "p", {}, word("no-first"));
  for (const [its, ofOffices, earlier, ofRows, ofRules, stumbles, hard] of data.first) {
    put(box, "h3", {}, word("of-quarter", { quarter: its }));
    const lines = put(box, "table");
    const body = put(lines, "tbody");
    for (const [name, [passed, whole]] of [["offices-sheet", ofOffices], ["rows", ofRows], ["rules", ofRules]]) {
      const row = put(body, "tr");
      put(row, "th", { scope: "row" }, word(name));
      const cell = put(row, "td");
      bar(cell, [[passed, "#4a9c63"], [whole - passed, "#d0655c"]], 160, `${passed}/${whole}`);
      cell.append(` ${number(passed)}/${number(whole)}`);
    }
    if (earlier) put(box, "p", { class: "soft" }, word("earlier", { count: number(earlier) }));
    if (stumbles.length) {
      put(box, "h3", {}, word("rules-failed"));
      const list = put(box, "ul");
      for (const [code, count, rows, said] of stumbles) put(list, "li", {}, `${word("failed-at", { offices: number(count), rows: number(rows) })}: ${said} [${code}]`);
    }
    if (hard.length) {
      put(box, "h3", {}, word("rows-failed"));
      const list = put(box, "ul");
      for (const [at, failed, asked] of hard.slice(0, 15)) put(list, "li", {}, `${number(failed)}/${number(asked)}: ${data.activities[at][0]} ${data.activities[at][1]}`);
    }
  }
}

function all() { tiles(); officeTable(); progress(); heat(); }
const switcher = by("quarter");
for (const each of data.quarters) put(switcher, "option", { value: each, selected: each === quarter }, word("of-quarter", { quarter: each }));
switcher.addEventListener("change", () => { quarter = Number(switcher.value); all(); });
legend();
all();
filters();
list();
firstPass();
