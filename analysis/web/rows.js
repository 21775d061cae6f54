// The data of the page: rows filtered as trends.selection does, and the words for them. Nothing here touches the page.
const DATA = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const PRECISIONS = { fp64: "fp64", fp32: "fp32", fp16: "16 bit", fp8: "fp8", fp4: "fp4", best: "best of each chip" };

for (const [key, series] of Object.entries(DATA.series)) {
  series.points = series.points.map(([id, date, year, value, merit]) => ({ id, date, year, value, own: value, merit: merit ?? value, key }));
}

// ---- rows ----

const seriesName = (state) => DATA.views[state.view][state.quantity] ?? Object.values(DATA.views[state.view])[0];
const keyOf = (state) => (DATA.series[seriesName(state)] ? seriesName(state) : `${seriesName(state)} ${state.precision || "fp16"}`);
const seriesOf = (state) => DATA.series[keyOf(state)];
const tableOf = (state) => seriesName(state).split("/")[0];
const isMeasured = (state) => state.numbers === "measured" && state.view !== "wall";

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

function chosen(state, key = keyOf(state)) {
  // The rows of a series that the state leaves.
  const filters = DATA.filters[key.split("/")[0]];
  const where = DATA.series[key].points.filter((p) => filters.every((f) => !state[f] || DATA.rows[p.id][f] === state[f]));
  return select(where, state.selection).filter((p) => inside(state, p));
}

const inside = (state, p) => (!state.since || p.date.slice(0, 4) >= state.since) && (!state.until || p.date.slice(0, 4) <= state.until);

function measuredRows(points, key) {
  // Of the rows that were measured what they reach; `sheet` is what is printed of the same.
  const values = DATA.measured[key].values;
  return points.filter((p) => p.id in values).map((p) => ({ ...p, value: values[p.id], own: values[p.id], sheet: p.value }));
}

// ---- words ----

const multiple = (v) => (v >= 1e6 || v < 1e-3 ? v.toExponential(1) : v >= 1000 ? Number(v.toPrecision(2)).toLocaleString("en")
  : String(v.toPrecision(3))) + "×";
const range = (low, high) => `${multiple(low)} to ${multiple(high)}`;
const PREFIXES = ["n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const COUNTS = ["", " thousand", " million", " billion", " trillion", " quadrillion"];

function quantity(value, unit) {
  const power = Math.floor(Math.log10(value) / 3 + 1e-12);
  if (unit === "parameter") {
    const at = Math.min(Math.max(power, 0), 5);
    return Number((value / 1000 ** at).toPrecision(3)) + COUNTS[at];
  }
  const at = Math.max(-3, Math.min(8, power)), symbol = { "byte/s": "B/s", byte: "B" }[unit] ?? unit;
  return `${Number((value / 1000 ** at).toPrecision(3))} ${PREFIXES[at + 3]}${symbol}`.trim();
}

function shownValue(point) {
  return quantity(point.own, DATA.series[point.key].unit);
}

function filterWords(state) {
  // 'segment datacenter, from 2017': the rows in view, in words.
  const columns = state.view === "wall" ? DATA.filters.accelerators : DATA.filters[tableOf(state)];
  const told = columns.filter((f) => state[f]).map((f) => `${f} ${state[f]}`);
  if (state.selection && state.selection !== "all") told.push(SELECTIONS[state.selection]);
  if (state.since || state.until) told.push(`${state.since ? `from ${state.since}` : ""}${state.until ? ` to ${state.until}` : ""}`.trim());
  return told.join(", ") || "all rows";
}

function commandOf(state, key = keyOf(state), more = {}) {
  // The command that prints the same numbers.
  const [name, precision] = key.split(" "), parts = ["python -m analysis fit", name];
  const where = { ...Object.fromEntries(DATA.filters[name.split("/")[0]].map((f) => [f, state[f]])), ...more };
  if (precision) parts.push("--precision", precision);
  for (const [f, value] of Object.entries(where)) if (value) parts.push("--where", `'${f}=${value.replaceAll("'", "'\\''")}'`);
  if (state.selection && state.selection !== "all") parts.push("--select", state.selection);
  for (const f of ["since", "until"]) if (state[f]) parts.push(`--${f}`, state[f]);
  if (more.vendor) parts.push("--cov iid");
  return parts.join(" ");
}

function recommendedOf(key) {
  return DATA.recommended.find((r) => r.series === key);
}

function isRecommended(state, key) {
  // Whether these are the rows of the recommended rate that README prints.
  const told = recommendedOf(key), filters = DATA.filters[key.split("/")[0]];
  return Boolean(told) && state.since === told.since && !state.until && !isMeasured(state)
    && (!state.selection || state.selection === "all") && filters.every((f) => (state[f] ?? "") === (told.where[f] ?? ""));
}

// ---- what says so ----

function evidenceOf(point) {
  const cells = DATA.evidence[point.id] ?? {};
  return DATA.series[point.key].columns.filter((c) => c in cells).map((column) => ({ column, ...cells[column] }));
}

const witnessesOf = (point) => ("sheet" in point ? DATA.measured[point.key].witnesses[point.id] : []);
const sourcesOf = (point) => [...new Set([...evidenceOf(point), ...witnessesOf(point)].map((e) => e.source))];

function cited(e) {
  const { title, url } = DATA.sources[e.source], read = e.read_as ? [`read in a ${e.read_as}`, e.read_at] : [];
  return [title, url, ...read].filter(Boolean).join(", ");
}

function citation(point) {
  const series = DATA.series[point.key], said = "sheet" in point ? "measured" : "by the sheet";
  const sources = [...new Set([...evidenceOf(point), ...witnessesOf(point)].map(cited))];
  return `${DATA.rows[point.id].name}: ${series.title}, ${shownValue(point)} (${said}), ${point.date}. Source: ${sources.join("; ")}. `
    + `Row ${point.id} of the AI memory wall data set ${DATA.version}, CC BY 4.0.`;
}

// ---- chips by any name ----

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const namesOf = (id) => [id, DATA.chips[id].name, ...DATA.chips[id].called];

function findChips(text) {
  // The rows of that id, or else of that name; or else those whose names contain it. Devices stand before models.
  const wanted = slug(text), ids = Object.keys(DATA.chips);
  if (!wanted) return [];
  if (ids.includes(wanted)) return [wanted];
  const same = ids.filter((id) => namesOf(id).some((n) => slug(n) === wanted));
  return same.length ? same : ids.filter((id) => namesOf(id).some((n) => slug(n).includes(wanted)));
}
