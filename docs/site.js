// A search that finds pieces of words: Thai is written without spaces between them.
(() => {
  const MOST = 30, AROUND = 60;
  const root = document.querySelector("script[src$='site.js']").getAttribute("src").replace(/site\.js$/, "");
  const box = document.createElement("div");
  box.className = "site-search";
  box.setAttribute("role", "search");
  box.innerHTML = '<input type="search" aria-label="ค้นหา / search" placeholder="ค้นหา" aria-controls="site-found" autocomplete="off">' +
    '<ul id="site-found" aria-live="polite" hidden></ul>';
  document.querySelector(".md-header__inner").append(box);
  const [input, list] = box.children;

  const fold = (text) => text.normalize("NFC").toLocaleLowerCase("th");
  const index = chapters.map((each) => ({ ...each, folded: fold(`${each.title} ${each.text}`) }));

  function show() {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    list.hidden = words.length === 0;
    if (list.hidden) return;
    const found = index.filter((each) => words.every((word) => each.folded.includes(word)));
    const inTitle = (each) => words.some((word) => fold(each.title).includes(word));
    found.sort((one, other) => inTitle(other) - inTitle(one));
    for (const each of found.slice(0, MOST)) {
      const item = document.createElement("li"), link = document.createElement("a"), said = document.createElement("span");
      link.href = root + each.at;
      link.textContent = each.title === each.page ? each.page : `${each.page} › ${each.title}`;
      const at = Math.max(0, fold(each.text).indexOf(words[0]) - AROUND);
      said.textContent = (at ? "…" : "") + each.text.slice(at, at + 2 * AROUND);
      link.append(said);
      item.append(link);
      list.append(item);
    }
    if (!found.length) {
      const item = document.createElement("li");
      item.textContent = "ไม่พบ / nothing found";
      list.append(item);
    }
  }
  input.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
    if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); (at > 0 ? links[at - 1] : input).focus(); }
  });
})();
