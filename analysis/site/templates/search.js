// The search of the site: ranks the entries of the index in this page by the words asked for, as they are typed.

const MOST = 50; // results shown
const entries = JSON.parse(document.getElementById("index").textContent);
const box = document.getElementById("q");

/** "NVIDIA H-100" -> ["nvidia", "h", "100"] */
const words = (text) => text.toLowerCase().normalize("NFKD").match(/[\p{L}\p{N}]+/gu) ?? [];

for (const entry of entries) {
  entry.title = words(entry.t);
  entry.joined = entry.title.join("");
  entry.label = words(entry.l ?? "").join("");
  entry.all = [...entry.title, ...words(`${entry.l ?? ""} ${entry.w ?? ""} ${entry.d ?? ""} ${entry.k}`)];
  entry.allJoined = entry.all.join("");
}

/** How well an entry fits: 0 not at all; a word of the title counts more than one elsewhere, a whole word more than a part. */
function score(entry, asked) {
  const of = (word) =>
    entry.title.includes(word) ? 8 : entry.title.some((w) => w.startsWith(word)) ? 5 : entry.all.includes(word) ? 4
      : entry.all.some((w) => w.startsWith(word)) ? 2 : entry.allJoined.includes(word) ? 1 : 0;
  const each = asked.map(of);
  const one = asked.join(""); // "h 100" is "H100"
  const together = (entry.joined.includes(one) ? 3 : 0) + (entry.label === one ? 9 : 0);
  return each.every((s) => s > 0) ? each.reduce((a, b) => a + b) / asked.length + together : together;
}

/** The best entries for a text, the best first; of one score in the order of the index. */
function found(text) {
  const asked = words(text);
  if (!asked.length) return [];
  const scored = entries.map((entry) => [score(entry, asked), entry]).filter(([s]) => s > 0);
  return scored.sort(([a], [b]) => b - a).map(([, entry]) => entry);
}

/** One result as an element of the list; texts only, never markup. */
function shown(entry) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: entry.u, textContent: entry.t });
  const told = document.createElement("small");
  told.textContent = [entry.k, entry.d].filter(Boolean).join(" · ");
  item.append(link, document.createElement("br"), told);
  return item;
}

function search() {
  const results = found(box.value);
  document.getElementById("results").replaceChildren(...results.slice(0, MOST).map(shown));
  const said = results.length === 1 ? "1 result" : `${results.length} results`;
  const cut = results.length > MOST ? `, the first ${MOST} shown` : "";
  document.getElementById("count").textContent = box.value.trim() ? `${said} for “${box.value.trim()}”${cut}` : "";
}

box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", search);
search();
document.body.dataset.ready = "yes";
