// The page: reads its state from the address, filters rows as analysis.selection does, fits a line as analysis.growth does.
const DATA = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const VIEW_NAMES = { hardware: "Hardware scaling", balance: "Machine balance", models: "Models against memory",
  multiverse: "Every growth rate" };
const COLOURS = ["blue", "vermillion", "green", "purple", "grey"];
const PRECISIONS = { fp64: "fp64", fp32: "fp32", fp16: "16 bit", fp8: "fp8", fp4: "fp4", best: "best of each device" };
const SELECTIONS = { all: "all", flagship: "flagship of each generation", design: "best of each design", records: "records" };
const DEFAULTS = { hardware: { segment: "datacenter", precision: "best" }, balance: { segment: "datacenter", precision: "fp16", since: "2017" },
  models: { since: "2017" }, multiverse: { quantity: "compute rate" } };

// ---- state: what the controls say, kept in the address ----

function readState() {
  const told = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const view = told.view in VIEW_NAMES ? told.view : "balance";
  return Object.keys(told).length ? { ...told, view } : { ...DEFAULTS[view], view };
}

function writeState(state) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value !== undefined);
  const hash = "#" + new URLSearchParams(kept).toString();
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

// ---- rows and fits ----

const seriesName = (state) => {
  const quantities = DATA.views[state.view];
  return quantities[state.quantity] ?? Object.values(quantities)[0];
};
const seriesOf = (state) => {
  const name = seriesName(state);
  return DATA.series[name] ?? DATA.series[`${name} ${state.precision || "fp16"}`];
};
const tableOf = (state) => seriesName(state).split("/")[0];

function select(points, selection) {
  // As Series.select: the best is that of most merit, the earlier of equals.
  if (!selection || selection === "all") return points;
  const records = selection === "records";
  const order = points.map((p, i) => [p, i]).sort(([a, i], [b, j]) => records
    ? a.year - b.year || b.merit - a.merit || i - j : b.merit - a.merit || a.year - b.year || i - j);
  const kind = selection === "design" ? "design" : "group";
  const seen = new Set(), kept = new Set();
  let best = -Infinity;
  for (const [p, i] of order) {
    const name = DATA.rows[p.id][kind];
    if (records ? p.merit > best : !seen.has(name)) kept.add(i);
    best = Math.max(best, p.merit);
    seen.add(name);
  }
  return points.filter((_, i) => kept.has(i));
}

function chosen(state) {
  const filters = DATA.filters[tableOf(state)];
  const where = seriesOf(state).points.filter((p) => filters.every((f) => !state[f] || DATA.rows[p.id][f] === state[f]));
  return select(where, state.selection).filter((p) => (!state.since || p.date.slice(0, 4) >= state.since)
    && (!state.until || p.date.slice(0, 4) <= state.until));
}

function fitTrend(points) {
  // Least squares of log10(value) on the decimal year, t interval at 95%; null where there is no line with an interval.
  const n = points.length, mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  if (n < 3 || n - 2 > DATA.t_quantiles.length) return null;
  const t = points.map((p) => p.year), y = points.map((p) => Math.log10(p.value));
  const t0 = mean(t), y0 = mean(y), dt = t.map((v) => v - t0);
  const sst = dt.reduce((a, v) => a + v * v, 0);
  if (sst === 0) return null;
  const slope = dt.reduce((a, v, i) => a + v * (y[i] - y0), 0) / sst;
  const ssr = dt.reduce((a, v, i) => a + (y[i] - y0 - slope * v) ** 2, 0);
  const sigma = Math.sqrt(ssr / (n - 2)), quantile = DATA.t_quantiles[n - 3];
  const half = quantile * sigma / Math.sqrt(sst);
  const line = (year) => {
    const centre = y0 + slope * (year - t0), se = quantile * sigma * Math.sqrt(1 / n + (year - t0) ** 2 / sst);
    return { year, value: 10 ** centre, low: 10 ** (centre - se), high: 10 ** (centre + se) };
  };
  const first = Math.min(...t), last = Math.max(...t), steps = 40;
  return { n, slope, growth: 10 ** (2 * slope), low: 10 ** (2 * (slope - half)), high: 10 ** (2 * (slope + half)),
    doubling: Math.log10(2) / slope, line: Array.from({ length: steps + 1 }, (_, i) => line(first + (last - first) * i / steps)) };
}

// ---- words ----

const multiple = (v) => (v >= 1e6 || v < 1e-3 ? v.toExponential(1) : v >= 1000 ? Number(v.toPrecision(2)).toLocaleString("en")
  : String(v.toPrecision(3))) + "×";
const PREFIXES = ["n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
function quantity(value, unit) {
  const power = Math.max(-3, Math.min(8, Math.floor(Math.log10(value) / 3 + 1e-12)));
  const symbol = { "byte/s": "B/s", byte: "B", parameter: "" }[unit] ?? unit;
  return `${Number((value / 1000 ** power).toPrecision(3))} ${PREFIXES[power + 3]}${symbol}`.trim();
}

function commandOf(state) {
  const name = seriesName(state), parts = ["python -m analysis fit", name];
  if (name in DATA.precisions) parts.push("--precision", state.precision || "fp16");
  for (const f of DATA.filters[tableOf(state)]) if (state[f]) parts.push("--where", `'${f}=${state[f].replaceAll("'", "'\\''")}'`);
  if (state.selection && state.selection !== "all") parts.push("--select", state.selection);
  for (const f of ["since", "until"]) if (state[f]) parts.push(`--${f}`, state[f]);
  return parts.join(" ");
}

function evidenceOf(state, point) {
  const cells = DATA.evidence[point.id] ?? {};
  return seriesOf(state).columns.filter((c) => c in cells).map((column) => ({ column, ...cells[column] }));
}

function citation(state, point) {
  const row = DATA.rows[point.id], series = seriesOf(state);
  const sources = [...new Set(evidenceOf(state, point).map((e) => `${DATA.sources[e.source].title}, ${DATA.sources[e.source].url}`))];
  return `${row.name}: ${series.title}, ${quantity(point.value, series.unit)}, ${point.date}. Source: ${sources.join("; ")}. `
    + `Row ${point.id} of the AI memory wall data set ${DATA.version}, CC BY 4.0.`;
}

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

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function theme() {
  const [ink, muted, grid, ground] = ["ink", "muted", "grid", "ground"].map(colour);
  const font = "system-ui, DejaVu Sans, sans-serif";
  return { background: ground, font, view: { stroke: null }, axis: { labelColor: muted, titleColor: muted, gridColor: grid,
    domainColor: muted, tickColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
    legend: { labelColor: ink, titleColor: muted, orient: "top", labelFontSize: 12, symbolOpacity: 1, columns: $("chart").clientWidth < 480 ? 3 : 0 } };
}

const X = { field: "year", type: "quantitative", title: null, scale: { zero: false, nice: false, padding: 12 },
  axis: { format: "d", tickMinStep: 1, grid: false } };
const valueAxis = (unit, rows) => ({ type: "quantitative", scale: { type: "log", nice: false, padding: 12 }, title: unit,
  axis: { format: "~s", values: ticks(rows.map((r) => r.value)) } });

function ticks(values) {
  // Decades, and 2 and 5 of each where there are few.
  const low = Math.floor(Math.log10(Math.min(...values))), high = Math.ceil(Math.log10(Math.max(...values)));
  const parts = high - low > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: high - low + 1 }, (_, i) => parts.map((part) => part * 10 ** (low + i))).flat();
}

function coloured(state, points) {
  // The column that colours points: the first filter that leaves more than one value; its five commonest values by name.
  const filters = DATA.filters[tableOf(state)];
  const by = filters.find((f) => new Set(points.map((p) => DATA.rows[p.id][f])).size > 1) ?? filters[0];
  const counts = new Map();
  for (const p of points) counts.set(DATA.rows[p.id][by], (counts.get(DATA.rows[p.id][by]) ?? 0) + 1);
  const names = [...counts].sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(b[0])).map(([v]) => v).slice(0, 4);
  const rows = points.map((p) => ({ ...p, colour: names.includes(DATA.rows[p.id][by]) ? DATA.rows[p.id][by] : "other" }));
  return { by, rows, domain: counts.size > names.length ? [...names, "other"] : names };
}

function trendSpec(state, points, fit, context) {
  const unit = seriesOf(state).unit, { by, rows, domain } = coloured(state, points);
  const y = { field: "value", ...valueAxis(unit, [...points, ...context]) };
  const scale = { domain, range: COLOURS.slice(0, domain.length).map(colour) };
  const layers = [];
  if (fit) {
    layers.push({ data: { values: fit.line }, mark: { type: "area", opacity: 0.18, color: colour("ink"), aria: false },
      encoding: { x: X, y: { ...y, field: "low" }, y2: { field: "high" } } });
    layers.push({ data: { values: fit.line }, mark: { type: "line", color: colour("ink"), strokeWidth: 1.6, aria: false }, encoding: { x: X, y } });
  }
  if (context.length) {
    layers.push({ data: { values: context }, mark: { type: "point", size: 28, color: colour("grey"), opacity: 0.8, aria: false }, encoding: { x: X, y } });
  }
  layers.push({ data: { values: rows }, mark: { type: "point", filled: true, size: 62, opacity: 0.9, aria: false },
    encoding: { x: X, y, color: { field: "colour", type: "nominal", title: by, scale }, shape: { field: "colour", type: "nominal", title: by,
      scale: { domain, range: ["circle", "square", "triangle-up", "diamond", "cross"].slice(0, domain.length) } } } });
  return { layer: layers };
}

const PRECISION_COLOURS = { fp64: "ink", fp32: "grey", fp16: "blue", fp8: "purple", fp4: "green", best: "vermillion" };

function multiverseSpec(rows) {
  const named = rows.map((r) => ({ ...r, format: PRECISIONS[r.precision] ?? "no format" }));
  const growth = rows.map((r) => r.growth_per_2_years), domain = [Math.min(...growth) / 1.5, Math.max(...growth) * 1.5];
  const y = { type: "quantitative", scale: { type: "log", domain, clamp: true, nice: false }, title: "growth every two years",
    axis: { format: "~g", values: ticks(domain) } };
  const x = { field: "order", type: "quantitative", axis: null, scale: { nice: false, padding: 6 } };
  const seen = Object.keys(PRECISIONS).filter((p) => rows.some((r) => r.precision === p)), names = seen.map((p) => PRECISIONS[p]);
  if (named.some((r) => r.format === "no format")) names.push("no format");
  const range = names.map((_, i) => colour(PRECISION_COLOURS[seen[i]] ?? "orange"));
  const color = { field: "format", type: "nominal", title: "precision", scale: { domain: names, range }, ...(names.length > 1 ? {} : { legend: null }) };
  return { layer: [
    { data: { values: named.filter((r) => r.low && r.high) }, mark: { type: "rule", opacity: 0.2, aria: false },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color } },
    { data: { values: named }, mark: { type: "point", filled: true, size: 14, opacity: 1, aria: false },
      encoding: { x, y: { ...y, field: "growth_per_2_years" }, color } },
  ] };
}

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
  return /^https?:/.test(source.url) ? element("a", { href: source.url, textContent: words, rel: "noreferrer", target: "_blank" })
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
  const points = chosen(state), fit = fitTrend(points), series = seriesOf(state);
  shown = { state, rows: points };
  $("title").textContent = series.title;
  const bounded = fit && fit.low > 1 ? `doubles in ${fit.doubling.toPrecision(3)} years` : "no doubling on this evidence";
  $("growth").textContent = fit
    ? `${multiple(fit.growth)} every two years (95%: ${multiple(fit.low)} to ${multiple(fit.high)}), n = ${fit.n}`
    : `${points.length} rows: a line with an interval needs 3 of different dates`;
  Object.assign($("growth").dataset, { growth: fit?.growth ?? "", low: fit?.low ?? "", high: fit?.high ?? "", n: points.length });
  $("more").textContent = fit ? `${bounded}; selection ${state.selection || "all"}; rows taken as independent, with --cov cr2 those of a generation are alike` : "";
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
    unit: seriesOf(state).unit, sources: [...new Set(evidenceOf(state, p).map((e) => DATA.sources[e.source].url))].join(" ") }));
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
