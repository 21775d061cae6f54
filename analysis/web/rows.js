// The data of the page: state from the address, rows filtered as trends.selection does, and the
// words for them. Nothing here touches the page.
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

// ---- rows ----

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

function cited(e) {
  const { title, url } = DATA.sources[e.source], read = e.read_as ? [`read in a ${e.read_as}`, e.read_at] : [];
  return [title, url, ...read].filter(Boolean).join(", ");
}

function citation(state, point) {
  const row = DATA.rows[point.id], series = seriesOf(state);
  const sources = [...new Set(evidenceOf(state, point).map((e) => cited(e)))];
  return `${row.name}: ${series.title}, ${quantity(point.value, series.unit)}, ${point.date}. Source: ${sources.join("; ")}. `
    + `Row ${point.id} of the AI memory wall data set ${DATA.version}, CC BY 4.0.`;
}
