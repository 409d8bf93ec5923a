"use strict";
// The plan's page: shows one sheet at a time, opens a figure's explanation, and walks from figure to figure.
const data = JSON.parse(document.getElementById("data").textContent);
const by = (id) => document.getElementById(id);
const sections = [...document.querySelectorAll("main > section")];
const tabs = [...document.querySelectorAll("nav a")];
const why = by("why");
let opened = 0;

function put(parent, name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}

// Sheets

function show(section) {
  for (const each of sections) each.hidden = each !== section;
  sections.forEach((each, at) => {
    if (each === section) tabs[at].setAttribute("aria-current", "true");
    else tabs[at].removeAttribute("aria-current");
  });
  // a sheet scrolls by itself, so that it has to be reached by the keyboard
  section.tabIndex = 0;
}

tabs.forEach((tab, at) => tab.addEventListener("click", (event) => {
  event.preventDefault();
  show(sections[at]);
}));

// One figure of a sheet is reached by the tab key, the others from it by the arrows.
for (const section of sections) {
  section.querySelectorAll("button").forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
}

function go(button) {
  const section = button.closest("section");
  section.querySelectorAll("button[tabindex='0']").forEach((each) => { each.tabIndex = -1; });
  button.tabIndex = 0;
  button.focus();
  button.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function neighbour(button, [right, down]) {
  const here = button.getBoundingClientRect();
  let best = null, least = Infinity;
  for (const other of button.closest("section").querySelectorAll("button")) {
    const there = other.getBoundingClientRect();
    const across = there.left + there.width / 2 - here.left - here.width / 2;
    const along = there.top + there.height / 2 - here.top - here.height / 2;
    const ahead = right ? across * right : along * down;
    if (other === button || ahead < 2) continue;
    const cost = ahead + 4 * Math.abs(right ? along : across);
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

// Explanations

function explain(at, note) {
  opened = at;
  by("why-note").textContent = note;
  by("why-note").hidden = !note;
  const lines = data.figures[at].map((pieces) => pieces.map((piece) => data.texts[piece]).join(""));
  by("why-title").textContent = lines[0];
  const body = by("why-body");
  body.replaceChildren();
  let list = null;
  for (const line of lines.slice(1)) {
    if (line.startsWith("    ")) put(list ??= put(body, "ul", ""), "li", line.trim());
    else { list = null; put(body, "p", line.trim()); }
  }
  const home = data.homes[at];
  by("in-plan").hidden = home < 0 || !sections[home].hidden;
  why.showModal();
  body.scrollTop = 0;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-figure]");
  if (button) { go(button); explain(Number(button.dataset.figure), button.dataset.note ?? ""); }
  else if (event.target === why) why.close();
});
document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[data-figure]");
  if (!button || !WAYS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = neighbour(button, WAYS[event.key]);
  if (next) go(next);
});
by("close").addEventListener("click", () => why.close());
by("in-plan").addEventListener("click", () => {
  why.close();
  const section = sections[data.homes[opened]];
  show(section);
  go(section.querySelector(`[data-figure="${opened}"]`));
});
if (sections.length) show(sections.find((section) => section.querySelector("button")) ?? sections[0]);
