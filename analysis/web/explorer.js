// The page itself: one state from the address, one picture from the state, and what the buttons do.

let shown = { picture: null, view: null };
let drawing = 0; // the last drawing that was asked for; an earlier one that ends later is dropped

async function render(wrong) {
  const [state, told] = readAddress(), turn = ++drawing, picture = pictureOf(state);
  hideCard();
  buildControls(state);
  say("");
  tellWrong(wrong ?? told);
  tellAnswer(picture);
  fitTable(picture);
  rowTable(picture);
  const width = Math.max(240, $("chart").clientWidth), height = heightOf(width, picture);
  const view = await draw($("chart"), picture, { width, height, renderer: picture.estimates ? "canvas" : "svg" });
  if (turn !== drawing) return;
  shown = { picture, view };
  window.explorer = shown; // the numbers drawn, for those who ask the console
  listen(view, picture);
  tellChip(picture, view);
  document.body.dataset.ready = `${Number(document.body.dataset.ready ?? 0) + 1}`;
}

function heightOf(width, picture) {
  // As high as the window allows under the answer; on a phone the legend has many rows, and the plot needs its own height.
  if (width >= 620) return Math.max(420, Math.min(600, window.innerHeight - 370));
  const columns = legendColumns(picture.legend, width, PAGE_FONT);
  return 330 + 16 * (columns ? Math.ceil(picture.legend.length / columns) : 1);
}

function tellWrong(sentences) {
  $("wrong").hidden = !sentences.length;
  $("wrong").replaceChildren(...sentences.map((s) => element("div", { textContent: s[0].toUpperCase() + s.slice(1) })));
}

function tellAnswer(picture) {
  const fit = picture.lines[0]?.fit, several = picture.lines.filter((l) => l.fit).length > 1;
  $("found-lines").hidden = picture.state.view !== "wall";
  for (const part of ["title", "growth", "more", "caption"]) $(part).textContent = picture[part];
  $("command").textContent = picture.command ?? picture.lines[0]?.command ?? "";
  $("command").hidden = several;
  Object.assign($("growth").dataset, { growth: fit?.growth ?? picture.middle ?? "", low: fit?.low ?? "", high: fit?.high ?? "",
    n: picture.estimates ? picture.estimates.length : rowsOf(picture).filter((p, _, all) => p.key === all[0].key).length });
}

function change(state, wrong) {
  go(state);
  return render(wrong);
}

function undo() {
  const hash = past.pop();
  if (hash === undefined) return;
  history.pushState(null, "", hash);
  render();
}

function onControl(event) {
  const box = event.target, [state, wrong] = stateAfter(box);
  change(state, wrong).then(() => $(box.id)?.focus());
}

function start() {
  $("version").textContent = DATA.version;
  $("found-lines").append(...DATA.found.map((s) => element("li", { textContent: s })));
  $("links").append(...Object.entries(DATA.links).map(([words, href]) => element("li", {}, element("a", { href, textContent: words }))));
  $("cite").append(...DATA.cite.map((s) => element("p", { textContent: s })));
  fillNames();
  $("choices").open = document.documentElement.clientWidth >= 1000; // on a phone the picture comes first
  $("controls").addEventListener("change", onControl);
  for (const form of ["controls", "search"]) $(form).addEventListener("submit", (event) => event.preventDefault());
  $("search").addEventListener("submit", () => lookFor($("chip").value));
  $("chip").addEventListener("change", () => lookFor($("chip").value));
  $("undo").addEventListener("click", undo);
  $("reset").addEventListener("click", () => change(startOf("wall")));
  $("none").addEventListener("click", () => change(withoutFilters(readAddress()[0])));
  $("csv").addEventListener("click", () => save(csvText(), "text/csv", fileName(shown.picture, "csv")));
  $("svg").addEventListener("click", async () => save(await pictureFile("svg"), "image/svg+xml", fileName(shown.picture, "svg")));
  $("png").addEventListener("click", async () => save(await pictureFile("png"), "image/png", fileName(shown.picture, "png")));
  $("link").addEventListener("click", copyLink);
  $("copy-cite").addEventListener("click", () => copy(DATA.cite.join("\n"), "Citation copied"));
  window.addEventListener("popstate", () => render());
  window.addEventListener("keydown", (event) => event.key === "Escape" && hideCard());
  document.addEventListener("pointerdown", (event) => pinned && !event.target.closest("#card, #chart") && hideCard());
  dark.addEventListener("change", () => render());
  let last = document.documentElement.clientWidth;
  window.addEventListener("resize", () => {
    if (document.documentElement.clientWidth !== last) { last = document.documentElement.clientWidth; $("choices").open ||= last >= 1000; render(); }
  });
  render();
}

start();
