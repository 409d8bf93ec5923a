// What the pages do beyond showing: buttons that ask the desk to do something, files that are dropped, progress.
// Every sentence comes with the page (data-words); nothing is asked for elsewhere than below the page's own address.
"use strict";

const body = document.body;
const home = body.dataset.home;
const words = JSON.parse(body.dataset.words);
const say = (name, args = {}) => words[name].replace(/\{(\w+)[^}]*\}/g, (_, key) => args[key] ?? "");
const told = document.getElementById("told");
const job = document.getElementById("job");
let watching = false;
let version = body.dataset.version;
let touched = false;

function tell(text) {
  told.textContent = text;
  if (text) told.scrollIntoView({ block: "nearest" });
}

function go(where) {
  if (where) location.href = `${home}/${where}`;
  else location.reload();
}

async function post(where, payload, headers = {}) {
  try {
    const answer = await fetch(`${home}/${where}`, { method: "POST", body: payload, headers });
    const said = await answer.json().catch(() => ({ ok: false, said: say("gone") }));
    if (!said.ok) tell(said.said);
    return said;
  } catch {
    tell(say("gone"));
    return { ok: false };
  }
}

async function act(name, more = {}) {
  tell("");
  const said = await post(`do/${name}`, JSON.stringify({ version: body.dataset.version, quarter: body.dataset.quarter, ...more }));
  if (!said.ok) return;
  if (said.over) {
    document.getElementById("main").replaceChildren(Object.assign(document.createElement("h1"), { textContent: say("over") }));
    version = null;
  } else if (said.job) watch();
  else if ("go" in said) go(said.go);
}

// --- buttons ---

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const { do: name, confirm: sure, form, ...more } = button.dataset;
  if (form && !document.getElementById(form).reportValidity()) return;
  if (sure && !confirm(sure)) return;
  if (more.despite !== undefined) more.despite = more.despite.split(",");
  if (form) Object.assign(more, Object.fromEntries(new FormData(document.getElementById(form))));
  act(name, more);
});

// a button that asks for more first: what it is about goes on to the button of its dialog
document.addEventListener("click", (event) => {
  const asks = event.target.closest("button[data-ask]");
  if (asks) {
    const { ask, ...about } = asks.dataset;
    const dialog = document.getElementById(ask);
    Object.assign(dialog.querySelector("button[data-do]").dataset, about);
    for (const shown of dialog.querySelectorAll("[data-shows]")) shown.textContent = about[shown.dataset.shows];
    dialog.showModal();
  }
  const dialog = event.target.closest("button[data-close], button[data-do]")?.closest("dialog");
  if (dialog && (event.target.dataset.do === undefined || dialog.querySelector("form").checkValidity())) dialog.close();
});

for (const form of document.querySelectorAll("form"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelector("button[data-do]")?.click();
  });

for (const button of document.querySelectorAll("[data-answers]"))
  button.addEventListener("click", () => {
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    const answers = {};
    for (const box of document.querySelectorAll(".question")) {
      if (button.dataset.answers === "marked" && !box.querySelector("[name=done]").checked) continue;
      const row = {};
      for (const field of box.querySelectorAll(".fields [name]"))
        if (field.value !== (field.dataset.was ?? "")) row[field.name] = field.value;
      answers[box.dataset.key] = row;
    }
    if (Object.keys(answers).length) act("answers", { answers });
    else tell(say("none-marked"));
  });

for (const field of document.querySelectorAll(".question .fields [name]")) {
  field.dataset.was = field.value;
  // who changes an answer has looked at it
  field.addEventListener("change", () => { field.closest(".question").querySelector("[name=done]").checked = true; });
}

document.getElementById("paste-offices")?.addEventListener("click", () => {
  const text = document.getElementById("pasted").value;
  if (text.trim()) act("offices", { text });
});

// --- filters ---

for (const field of document.querySelectorAll("[data-filter]"))
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of document.querySelectorAll(`#${field.dataset.filter} tbody tr`))
      row.hidden = Boolean(wanted) && !row.textContent.toLowerCase().includes(wanted);
  });

// a list of several pages is searched as a whole
for (const button of document.querySelectorAll("[data-finds]")) {
  const field = document.getElementById(button.dataset.finds);
  button.addEventListener("click", () => go(field.dataset.find + encodeURIComponent(field.value.trim())));
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") button.click(); });
}

// --- files on their way in ---

// all files of what was dropped, those in folders too
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const files = [];
  async function walk(entry) {
    if (files.length > words.most) return;
    if (entry.isFile) files.push(await new Promise((done, fail) => entry.file(done, fail)));
    else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, fail) => reader.readEntries(done, fail));
        if (!some.length) break;
        for (const each of some) await walk(each);
      }
    }
  }
  for (const entry of entries) await walk(entry);
  return files;
}

async function send(kind, files) {
  files = files.filter((file) => !/^(~\$|\.)/.test(file.name));
  if (!files.length) return;
  const large = files.find((file) => file.size > words.largest);
  if (large) {
    tell(say("too-large", { file: large.name }));
    return;
  }
  if (files.length > words.most || files.reduce((sum, file) => sum + file.size, 0) > words.room) {
    tell(say("too-many"));
    return;
  }
  tell("");
  const name = crypto.getRandomValues(new Uint32Array(4)).join("-");
  showJob(say("sending"), 0, files.length);
  let sent = 0;
  for (const file of files) {
    const said = await post(`drop/${name}`, file, { "x-name": encodeURIComponent(file.name), "content-type": "application/octet-stream" });
    if (!said.ok) {
      job.hidden = true;
      return;
    }
    showJob(say("sending"), ++sent, files.length);
  }
  job.hidden = true;
  act(kind, { drop: name });
}

for (const zone of document.querySelectorAll(".drop")) {
  const kind = zone.dataset.drop;
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    send(kind, await dropped(event.dataTransfer));
  });
  for (const field of zone.querySelectorAll("input[type=file]"))
    field.addEventListener("change", () => send(kind, [...field.files]));
}
// a file that misses its place must not replace the page
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

// --- progress ---

function showJob(title, done, total, lines = []) {
  job.hidden = false;
  document.getElementById("job-title").textContent = title;
  const bar = document.getElementById("job-bar");
  if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
  document.getElementById("job-count").textContent = total ? `${done} / ${total}` : "";
  document.getElementById("job-stop").hidden = !watching;
  const list = document.getElementById("job-lines");
  while (list.children.length > lines.length) list.lastChild.remove();
  lines.forEach((line, at) => {
    const item = list.children[at] || list.appendChild(document.createElement("li"));
    const text = `${line.mark} ${line.file}${line.says ? ` — ${line.says}` : ""}`;
    if (item.textContent !== text) item.textContent = text;
  });
  list.scrollTop = list.scrollHeight;
}

document.getElementById("job-stop").addEventListener("click", () => act("stop-job"));

async function state() {
  const asked = touched ? "state?alive" : "state";
  touched = false;
  return (await fetch(`${home}/${asked}`)).json();
}

async function watch() {
  if (watching) return;
  watching = true;
  for (;;) {
    let now;
    try { now = await state(); } catch { tell(say("gone")); break; }
    const at = now.job;
    if (!at) break;
    if (at.state === "running") showJob(at.label, at.done, at.total, at.lines);
    else {
      job.hidden = true;
      if (at.state === "done") { go(at.go); return; }
      tell(at.said || say("stopped"));
      break;
    }
    await new Promise((done) => setTimeout(done, 400));
  }
  watching = false;
  job.hidden = true;
}

async function look() {
  if (version === null || watching || !job.hidden) return;
  try {
    const now = await state();
    if (now.job && now.job.state === "running") watch();
    else if (now.version !== version) {
      version = now.version;
      told.replaceChildren(`${say("changed")} `, Object.assign(document.createElement("button"), { textContent: say("reload"), onclick: () => location.reload() }));
    }
  } catch { tell(say("gone")); }
}

for (const kind of ["keydown", "pointerdown", "scroll"]) window.addEventListener(kind, () => { touched = true; }, { passive: true });
setInterval(look, 4000);
look();
