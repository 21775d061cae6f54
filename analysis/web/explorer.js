// The page itself: controls, cards, tables, and what the buttons do. rows.js and charts.js stand before it in one script.

// ---- building the page; text from the data is only ever set as text ----

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function control(label, name, options, value) {
  const box = element("select", { name, id: `f-${name}` });
  for (const [key, words] of Object.entries(options)) box.append(element("option", { value: key, textContent: words, selected: key === value }));
  return element("label", {}, label, box);
}

function yearControl(label, name, value) {
  const box = element("input", { type: "number", name, id: `f-${name}`, min: 1990, max: 2040, step: 1, value: value ?? "" });
  return element("label", {}, label, box);
}

const same = (values) => Object.fromEntries(values.map((v) => [v, v]));
const anyOf = (values) => ({ "": "any", ...same([...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b))) });

function buildFilters(state) {
  const made = [];
  if (state.view === "multiverse") {
    const m = DATA.multiverse;
    for (const f of ["quantity", "precision", "rows", "selection", "estimator"]) made.push(control(f, f, anyOf(m[f]), state[f] ?? ""));
  } else {
    const quantities = Object.keys(DATA.views[state.view]), table = tableOf(state);
    made.push(control("quantity", "quantity", same(quantities), state.quantity ?? quantities[0]));
    if (seriesName(state) in DATA.precisions) made.push(control("precision", "precision", PRECISIONS, state.precision ?? "fp16"));
    for (const f of DATA.filters[table]) {
      const values = seriesOf(state).points.map((p) => DATA.rows[p.id][f]);
      made.push(control(f, f, anyOf(values), state[f] ?? ""));
    }
    made.push(control("selection", "selection", SELECTIONS, state.selection ?? "all"));
    made.push(yearControl("from year", "since", state.since), yearControl("to year", "until", state.until));
  }
  $("filters").replaceChildren(...made);
}

function buildViews(state) {
  const radios = Object.entries(VIEW_NAMES).map(([view, words]) => element("label", {},
    element("input", { type: "radio", name: "view", value: view, checked: view === state.view }), ` ${words}`));
  $("views").replaceChildren($("views").firstElementChild, ...radios);
}

// ---- the chart and its cards ----

let view = null;
let pinned = false; // a card that was clicked stays until Escape or another click
let shown = { state: null, rows: [] };

async function drawChart(spec, many) {
  const width = Math.max(260, $("chart").clientWidth);
  const result = await vegaEmbed($("chart"), { width, height: 400, autosize: { type: "fit", contains: "padding" }, config: theme(), ...spec },
    { mode: "vega-lite", actions: false, renderer: many ? "canvas" : "svg", tooltip: false });
  view = result.view;
  view.addEventListener("mousemove", (event, item) => showCard(event, item?.datum));
  view.addEventListener("mouseout", (event) => showCard(event, null));
  view.addEventListener("click", (event, item) => {
    pinned = false;
    showCard(event, item?.datum);
    pinned = Boolean(item?.datum?.id); // so that the links of its evidence can be reached
    if (pinned) copy(citation(shown.state, item.datum), "Citation copied");
  });
}

function hideCard() {
  pinned = false;
  $("card").hidden = true;
}

function showCard(event, datum) {
  const card = $("card");
  if (pinned) return;
  card.hidden = !datum?.id && !datum?.estimator;
  if (card.hidden) return;
  card.replaceChildren(...(datum.id ? pointCard(shown.state, datum) : estimateCard(datum)));
  const x = Math.min(event.pageX + 14, document.documentElement.clientWidth - card.offsetWidth - 8);
  card.style.left = `${Math.max(4, x)}px`;
  card.style.top = `${event.pageY + 14}px`;
}

function pointCard(state, point) {
  const lines = evidenceOf(state, point).flatMap((e) => [element("div", { textContent: e.column }),
    element("blockquote", { textContent: `“${quoted(e)}”` }), element("div", {}, sourceLink(e))]);
  return [element("strong", { textContent: DATA.rows[point.id].name }),
    element("div", { textContent: `${point.date}: ${quantity(point.value, seriesOf(state).unit)}` }), ...lines,
    element("em", { textContent: "Click to copy the citation and keep this open; Escape closes it." })];
}

function estimateCard(e) {
  const interval = e.low && e.high ? ` (95%: ${multiple(e.low)} to ${multiple(e.high)})` : "";
  return [element("strong", { textContent: `${multiple(e.growth_per_2_years)} every two years${interval}` }),
    element("div", { textContent: `${e.series}${e.precision ? `, ${e.precision}` : ""}; rows: ${e.rows}; ${e.selection}; ${e.since} to ${e.until}` }),
    element("div", { textContent: `${e.estimator}, n = ${e.n}` })];
}

const quoted = (e) => e.text + (e.unit ? ` [${e.unit}]` : "");

function sourceLink(e) {
  const source = DATA.sources[e.source];
  const words = source.title + (e.locator ? `, ${e.locator}` : "");
  if (!e.read_as) return link(source.url, words);
  return element("span", {}, link(source.url, words), ", ", link(e.read_at, `read in a ${e.read_as}`));
}

function link(url, words) {
  return /^https?:/.test(url) ? element("a", { href: url, textContent: words, rel: "noreferrer", target: "_blank" })
    : element("span", { textContent: words });
}

function head(...names) {
  return element("thead", {}, element("tr", {}, ...names.map((n) => element("th", { scope: "col", textContent: n }))));
}

function pointTable(state, points) {
  const unit = seriesOf(state).unit;
  const rows = points.map((p) => {
    const proofs = evidenceOf(state, p).flatMap((e, i) => [i ? "; " : "", `“${quoted(e)}” `, sourceLink(e)]);
    const cite = element("button", { type: "button", textContent: "Cite", ariaLabel: `Copy the citation of ${DATA.rows[p.id].name}` });
    cite.addEventListener("click", () => copy(citation(state, p), "Citation copied"));
    return element("tr", {}, element("td", { textContent: DATA.rows[p.id].name }), element("td", { className: "date", textContent: p.date }),
      element("td", { className: "number", textContent: quantity(p.value, unit) }), element("td", {}, ...proofs), element("td", {}, cite));
  });
  $("rows").replaceChildren(head("Name", "Date", "Value", "Evidence", "Citation"), element("tbody", {}, ...rows));
}

function estimateTable(rows) {
  const names = ["series", "precision", "rows", "selection", "since", "until", "estimator", "n"];
  const most = 300, body = rows.slice(0, most).map((r) => element("tr", {}, ...names.map((n) => element("td", { textContent: r[n] })),
    element("td", { className: "number", textContent: multiple(r.growth_per_2_years) }),
    element("td", { textContent: r.low && r.high ? `${multiple(r.low)} to ${multiple(r.high)}` : "" })));
  if (rows.length > most) body.push(element("tr", {}, element("td", { textContent: `and ${rows.length - most} more, in the CSV` })));
  $("rows").replaceChildren(head(...names, "growth", "95% interval"), element("tbody", {}, ...body));
}

// ---- drawing one state ----

async function render() {
  const state = readState();
  buildViews(state);
  buildFilters(state);
  hideCard();
  await (state.view === "multiverse" ? renderMultiverse(state) : renderTrend(state));
  document.body.dataset.ready = `${Number(document.body.dataset.ready ?? 0) + 1}`;
}

async function renderTrend(state) {
  const points = chosen(state), fit = fitTrend(points, tableOf(state) === "accelerators" && ((p) => DATA.rows[p.id].group)), series = seriesOf(state);
  shown = { state, rows: points };
  $("title").textContent = series.title;
  const bounded = fit && fit.low > 1 ? `doubles in ${fit.doubling.toPrecision(3)} years` : "no doubling on this evidence";
  $("growth").textContent = fit
    ? `${multiple(fit.growth)} every two years (95%: ${multiple(fit.low)} to ${multiple(fit.high)}), n = ${fit.n}`
    : `${points.length} rows: a line with an interval needs 3 of different dates`;
  Object.assign($("growth").dataset, { growth: fit?.growth ?? "", low: fit?.low ?? "", high: fit?.high ?? "", n: points.length });
  $("more").textContent = fit ? `${bounded}; selection ${state.selection || "all"}${tableOf(state) === "accelerators" ? "; rows of a vendor and generation are taken to be alike (CR2)" : ""}` : "";
  $("command").textContent = commandOf(state);
  const context = state.view === "models" && seriesName(state).includes("parameters") ? memoryContext(state) : [];
  $("caption").textContent = "One mark a row, the line and its 95% band are fitted to the rows in view. Hover or use the table for the evidence."
    + (context.length ? " Grey: parameters of 2 bytes that fill the memory of one data-centre device." : "");
  pointTable(state, points);
  await drawChart(points.length ? trendSpec(state, points, fit, context) : { mark: "point", data: { values: [] } }, false);
}

function memoryContext(state) {
  const inside = (p) => DATA.rows[p.id].segment === "datacenter" && (!state.since || p.date.slice(0, 4) >= state.since)
    && (!state.until || p.date.slice(0, 4) <= state.until);
  return DATA.series["accelerators/memory_capacity"].points.filter(inside).map((p) => ({ year: p.year, value: p.value / 2 }));
}

async function renderMultiverse(state) {
  const m = DATA.multiverse, names = Object.keys(m);
  const filters = ["quantity", "precision", "rows", "selection", "estimator"];
  const rows = m.n.map((_, i) => Object.fromEntries(names.map((c) => [c, m[c][i]])))
    .filter((r) => filters.every((f) => !state[f] || r[f] === state[f])).map((r, order) => ({ ...r, order }));
  shown = { state, rows };
  const at = (q) => rows[Math.min(rows.length - 1, Math.floor(q * rows.length))]?.growth_per_2_years;
  $("title").textContent = "Every defensible growth rate";
  $("growth").textContent = rows.length ? `${rows.length.toLocaleString("en")} estimates, the middle one ${multiple(at(0.5))} every two years, `
    + `nine in ten between ${multiple(at(0.05))} and ${multiple(at(0.95))}` : "no estimate has all of this";
  Object.assign($("growth").dataset, { growth: at(0.5) ?? "", low: "", high: "", n: rows.length });
  $("more").textContent = "Data set x selection x precision x window x estimator, after Simonsohn, Simmons & Nelson 2020.";
  $("command").textContent = "python -m analysis multiverse --csv rates.csv";
  $("caption").textContent = "Each mark is one estimate with its 95% interval, in order of growth.";
  estimateTable(rows);
  await drawChart(rows.length ? multiverseSpec(rows) : { mark: "point", data: { values: [] } }, true);
}

// ---- actions ----

function say(words) {
  $("status").textContent = words;
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = element("textarea", { value: text, readOnly: true });
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  document.body.dataset.copied = text;
  say(done);
}

function save(content, type, name) {
  const url = typeof content === "string" && content.startsWith("data:") ? content : URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  say(`${name} saved`);
}

function csvText() {
  // A spreadsheet runs a cell that begins like a formula: such text gets an apostrophe.
  const safe = (v) => {
    const text = String(v ?? "");
    const plain = typeof v === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const { state, rows } = shown;
  const records = state.view === "multiverse" ? rows.map(({ order, ...r }) => r) : rows.map((p) => ({ id: p.id, name: DATA.rows[p.id].name,
    ...Object.fromEntries(DATA.filters[tableOf(state)].map((f) => [f, DATA.rows[p.id][f]])), date: p.date, decimal_year: p.year, value: p.value,
    unit: seriesOf(state).unit, sources: [...new Set(evidenceOf(state, p).map((e) => DATA.sources[e.source].url || e.read_at || ""))].join(" ") }));
  if (!records.length) return "";
  return [Object.keys(records[0]), ...records.map(Object.values)].map((r) => r.map(safe).join(",")).join("\n") + "\n";
}

function start() {
  $("version").textContent = DATA.version;
  $("controls").addEventListener("change", (event) => {
    const { name, value } = event.target;
    const state = name === "view" ? { ...DEFAULTS[value], view: value } : { ...readState(), [name]: value };
    writeState(state);
    render().then(() => (document.querySelector(`[name="${name}"]:checked`) ?? $(`f-${name}`))?.focus());
  });
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  $("reset").addEventListener("click", () => { writeState({ view: readState().view }); render(); });
  $("csv").addEventListener("click", () => save(csvText(), "text/csv", "rows.csv"));
  $("svg").addEventListener("click", async () => save(await view.toSVG(), "image/svg+xml", "chart.svg"));
  $("png").addEventListener("click", async () => save(await view.toImageURL("png", 2), "image/png", "chart.png"));
  $("link").addEventListener("click", () => { writeState(readState()); copy(location.href, "Link copied"); });
  window.addEventListener("hashchange", render);
  window.addEventListener("keydown", (event) => event.key === "Escape" && hideCard());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
  let last = document.documentElement.clientWidth;
  window.addEventListener("resize", () => {
    if (document.documentElement.clientWidth !== last) { last = document.documentElement.clientWidth; render(); }
  });
  render();
}

start();
