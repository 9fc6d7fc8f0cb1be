
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const plain = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i" };
  const folded = (text) => {
    const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return bare.replace(/[øłđðþßæœı]/g, (letter) => plain[letter]).replace(/\s+/g, " ").trim();
  };
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  /* sorting: the header of a column is a button */
  const keyOf = (row, column, kind) => {
    const cell = row.cells[column];
    const key = cell ? cell.dataset.key : undefined;
    if (key !== undefined) return Number(key);
    const text = cell ? cell.textContent.trim() : "";
    if (kind !== "number") return text;
    return text === "" || Number.isNaN(parseFloat(text)) ? null : parseFloat(text);
  };
  const compare = (one, other) => {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return order.compare(String(one), String(other));
  };
  const isBlank = (key) => key === null || key === "";
  const sortBy = (header) => {
    const table = header.closest("table");
    const body = table.tBodies[0];
    const column = header.cellIndex;
    const down = header.getAttribute("aria-sort") === "ascending";
    all("thead th", table).forEach((one) => one.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...body.rows].map((row) => [keyOf(row, column, header.dataset.sort), row]);
    rows.sort(([one], [other]) => {
      if (isBlank(one) || isBlank(other)) return isBlank(one) - isBlank(other);
      return down ? compare(other, one) : compare(one, other);
    });
    body.append(...rows.map(([, row]) => row));
  };
  for (const header of all("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sortBy(header));
  }

  /* searching: rows, cards and lines that hold every word stay */
  const box = document.getElementById("find");
  const said = document.getElementById("found");
  const items = all("[data-find]").flatMap((one) => {
    if (one.tagName === "TABLE") return [...one.tBodies[0].rows].map((row) => [row, one.classList.contains("grid")]);
    return one.tagName === "UL" ? [...one.children].map((line) => [line, false]) : [[one, false]];
  });
  const texts = items.map(([one, isGrid]) => folded(isGrid ? one.cells[0].textContent : one.textContent));
  const columns = all("table.grid").map((table) => [table, all("thead .up", table).map((one) => [one, folded(one.textContent)])]);
  const find = (words) => {
    const wanted = folded(words).split(" ").filter(Boolean);
    const has = (text) => wanted.every((word) => text.includes(word));
    const asMentor = new Set();
    for (const [table, heads] of columns) {
      for (const [head, text] of heads) {
        const hit = wanted.length > 0 && has(text);
        head.classList.toggle("hit", hit);
        if (hit) asMentor.add(table);
      }
    }
    let number = 0;
    items.forEach(([one, isGrid], at) => {
      const isHit = has(texts[at]);
      one.classList.toggle("away", !isHit && !(isGrid && asMentor.has(one.closest("table"))));
      if (isHit && !isGrid) number += 1;
    });
    for (const block of all(".block, .cards, [data-find]")) {
      const own = items.filter(([one]) => block !== one && block.contains(one));
      const isGone = wanted.length > 0 && own.length > 0 && own.every(([one]) => one.classList.contains("away"));
      (block.closest(".box") ?? block).classList.toggle("away", isGone);
    }
    const what = number === 1 ? "1 place holds" : `${number} places hold`;
    said.textContent = wanted.length ? (number ? `${what} “${words.trim()}”` : `Nobody found for “${words.trim()}”`) : "";
  };
  const remember = (words) => {
    try {
      history.replaceState(null, "", words ? `#q=${encodeURIComponent(words)}` : location.pathname + location.search);
    } catch { /* a page that was opened as a file may not be allowed to */ }
  };
  const recall = () => {
    if (!location.hash.startsWith("#q=")) return;
    try { box.value = decodeURIComponent(location.hash.slice(3)); } catch { return; }
    find(box.value);
  };
  document.querySelector(".find").hidden = false;
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { find(box.value); remember(box.value.trim()); }, items.length > 3000 ? 150 : 0);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value) { box.value = ""; find(""); remember(""); }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "/" && !isTyping) { event.preventDefault(); box.focus(); }
  });
  window.addEventListener("hashchange", recall);
  recall();

  /* the grids: the cell that is pointed at, in words */
  for (const table of all("table.grid")) {
    const block = table.closest(".block");
    const line = block.querySelector(".readout");
    const words = new Map(all(".legend li", block).map((one) => [one.children[0].textContent, one.children[1].firstChild.data.trim()]));
    const names = [...table.tHead.rows[0].cells].map((one) => one.textContent);
    line.hidden = false;
    line.textContent = "\u00a0";
    let before = null;
    table.addEventListener("pointerover", (event) => {
      const cell = event.target.closest("td.c");
      before?.classList.remove("at");
      before = cell;
      if (!cell) { line.textContent = "\u00a0"; return; }
      cell.classList.add("at");
      line.textContent = `${cell.parentNode.cells[0].textContent} – ${names[cell.cellIndex]}: ${words.get(cell.textContent)}`;
    });
    table.addEventListener("pointerleave", () => { before?.classList.remove("at"); before = null; line.textContent = "\u00a0"; });
  }

  /* nothing stays folded on paper */
  window.addEventListener("beforeprint", () => all("details:not([open])").forEach((one) => { one.open = true; one.dataset.wasShut = ""; }));
  window.addEventListener("afterprint", () => all("details[data-was-shut]").forEach((one) => { one.open = false; delete one.dataset.wasShut; }));
})();
