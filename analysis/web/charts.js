// What is drawn: specifications for Vega-Lite, in the colours of the page.

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
