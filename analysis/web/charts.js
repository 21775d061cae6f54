// What is drawn: a picture as a specification for Vega-Lite, in the colours of one ground.
const PAGE_FONT = "system-ui, DejaVu Sans, sans-serif", FILE_FONT = "DejaVu Sans, Verdana, Arial, sans-serif";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const ground = () => (dark.matches ? "dark" : "light");

function config(colours, font, columns) {
  return { background: colours.ground, font, view: { stroke: null },
    axis: { labelColor: colours.muted, titleColor: colours.muted, gridColor: colours.grid, domainColor: colours.muted, tickColor: colours.muted,
      labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
    title: { color: colours.ink, subtitleColor: colours.muted, fontSize: 22, subtitleFontSize: 14, anchor: "start", offset: 14, subtitlePadding: 6,
      lineHeight: 28, subtitleLineHeight: 19, frame: "bounds" },
    legend: { labelColor: colours.ink, titleColor: colours.muted, orient: "top", labelFontSize: 12, symbolOpacity: 1, labelLimit: 420, symbolLimit: 40,
      offset: 26, columns } };
}

function legendColumns(names, width, font) {
  // 0, one row, where all names fit beside each other; else as many columns as the widest allows.
  const widths = names.map((name) => widthOf(name, 12, font) + 34), all = widths.reduce((a, b) => a + b, 0);
  return all <= width - 60 ? 0 : Math.max(1, Math.floor((width - 60) / Math.max(...widths)));
}

function ticks(values) {
  // Decades, and 2 and 5 of each where there are few.
  const low = Math.floor(Math.log10(Math.min(...values))), high = Math.ceil(Math.log10(Math.max(...values)));
  const parts = high - low > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: high - low + 1 }, (_, i) => parts.map((part) => part * 10 ** (low + i))).flat();
}

const LABELS = { // unit -> how Vega writes a tick
  "×": "format(datum.value, ',~r') + '×'",
  parameter: "replace(format(datum.value, '~s'), 'G', 'B')",
  FLOP: "replace(format(datum.value, '.0e'), '+', '')",
};

function axes(picture, narrow, room) {
  // Both axes with limits that leave room around all marks and lines, and on the right for the names of lines.
  const bands = picture.bands ? ["low", "value", "high"] : ["value"];
  const heights = [...picture.points.flatMap((p) => (p.sheet ? [p.value, p.sheet] : [p.value])),
    ...picture.lines.flatMap((l) => (l.fit ? l.fit.line.flatMap((at) => bands.map((b) => at[b])) : []))].filter((v) => v > 0 && isFinite(v));
  const logs = heights.map(Math.log10), low = Math.min(...logs), high = Math.max(...logs), above = Math.max(0.06 * (high - low), 0.05);
  const years = picture.points.map((p) => p.year), first = Math.min(...years), last = Math.max(...years), span = Math.max(last - first, 1);
  const limits = [10 ** (low - above), 10 ** (high + above)];
  return {
    x: { field: "year", type: "quantitative", scale: { domain: [first - 0.03 * span, last + room * span], nice: false, zero: false },
      axis: { format: "d", tickMinStep: 1, grid: false, title: null, values: yearTicks(first, last, narrow) } },
    y: { field: "value", type: "quantitative", scale: { type: "log", domain: limits, nice: false },
      axis: { title: picture.axis, titleAngle: 0, titleAnchor: "end", titleAlign: "left", titleBaseline: "bottom", titleX: 2, titleY: -6,
        values: ticks(limits), labelExpr: LABELS[picture.unit] ?? "format(datum.value, '~s')" } } };
}

function yearTicks(first, last, narrow) {
  const whole = Math.floor(last) - Math.ceil(first) + 1, step = Math.ceil(whole / (narrow ? 6 : 14));
  return Array.from({ length: whole }, (_, i) => Math.ceil(first) + i).filter((y) => y % step === 0);
}

const named = (picture) => picture.lines.length > 1 && picture.lines.some((l) => l.fit);

function trendSpec(picture, theme, narrow, room) {
  const { x, y } = axes(picture, narrow, room), colours = DATA.themes[theme], layers = [], fits = picture.lines.filter((l) => l.fit);
  const area = (line, low, high, opacity) => ({ data: { values: line.fit.line }, mark: { type: "area", clip: true, opacity, color: colours[line.pigment], aria: false },
    encoding: { x, y: { ...y, field: low }, y2: { field: high } } });
  if (picture.bands && fits.length === 1) layers.push(area(fits[0], "next_low", "next_high", 0.08));
  if (picture.bands) layers.push(...fits.filter((l) => l.pigment !== "grey").map((l) => area(l, "low", "high", 0.16)));
  layers.push(...fits.map((l) => ({ data: { values: l.fit.line }, mark: { type: "line", clip: true, color: colours[l.pigment], strokeWidth: 2, aria: false,
    ...(l.pigment === "grey" ? { strokeDash: [5, 3] } : {}) }, encoding: { x, y } })));
  layers.push(...sheetLayers(picture, colours, x, y), pointLayer(picture, colours, x, y), ...nameLayers(picture, colours, x, y));
  return { layer: layers };
}

function sheetLayers(picture, colours, x, y) {
  // What the sheets say of the chips that were measured, hollow, tied to what they reach: a layer a look, so that the legend stays one.
  return picture.legend.flatMap((name, i) => {
    const values = picture.points.filter((p) => p.sheet && p.look === name), [pigment, form] = picture.looks[i], color = colours[pigment];
    if (!values.length) return [];
    return [{ data: { values }, mark: { type: "rule", opacity: 0.7, color, aria: false }, encoding: { x, y, y2: { field: "sheet" } } },
      { data: { values }, mark: { type: "point", filled: false, size: 56, strokeWidth: 1.4, color, shape: form, aria: false }, encoding: { x, y: { ...y, field: "sheet" } } }];
  });
}

function pointLayer(picture, colours, x, y) {
  const found = picture.state.chip, title = picture.words || null, domain = picture.legend;
  const color = { field: "look", type: "nominal", title, scale: { domain, range: picture.looks.map(([pigment]) => colours[pigment]) } };
  const shape = { field: "look", type: "nominal", title, scale: { domain, range: picture.looks.map(([, form]) => form) } };
  const opacity = picture.column === "line" ? 0.55 : 0.9, ringed = rowsOf(picture).filter((p) => p.id === found);
  const ring = { data: { values: ringed }, mark: { type: "point", filled: false, size: 320, strokeWidth: 2.4, color: colours.ink, aria: false }, encoding: { x, y } };
  return { layer: [{ data: { values: picture.points }, mark: { type: "point", filled: true, size: picture.column === "line" ? 40 : 62, opacity, aria: false },
    encoding: { x, y, color, shape } }, ...(ringed.length ? [ring] : [])] };
}

function nameLayers(picture, colours, x, y) {
  // Names and the leaders that tie them to their marks; labels.js finds their places once the marks have theirs.
  const text = (name, look) => ({ data: { name, values: [] }, mark: { type: "text", align: "left", baseline: "middle", aria: false, ...look },
    encoding: { x, y, text: { field: "label", type: "nominal" } } });
  const leader = { data: { name: "leaders", values: [] }, mark: { type: "rule", strokeWidth: 0.8, color: colours.muted, aria: false },
    encoding: { x, y, x2: { field: "year2" }, y2: { field: "value2" } } };
  const ends = picture.lines.map((l, i) => text(`end${i}`, { fontSize: 12, fontWeight: "bold", color: colours[`text-${l.pigment}`] }));
  return [leader, text("names", { fontSize: 11, color: colours.ink }), ...ends];
}

const FORMATS = ["best", "fp64", "fp32", "fp16", "fp8", "fp4"];

function multiverseSpec(picture, theme) {
  const rows = picture.estimates.map((r) => ({ ...r, format: PRECISIONS[r.precision] ?? "no format" })), colours = DATA.themes[theme];
  const growth = rows.map((r) => r.growth_per_2_years), domain = [Math.min(...growth) / 1.5, Math.max(...growth) * 1.5];
  const y = { type: "quantitative", scale: { type: "log", domain, clamp: true, nice: false },
    axis: { title: "growth every two years", labelExpr: LABELS["×"], values: ticks(domain) } };
  const x = { field: "order", type: "quantitative", scale: { nice: false, padding: 6 }, axis: { title: null, labels: false, ticks: false, grid: false } };
  const seen = FORMATS.filter((p) => rows.some((r) => r.precision === p)), names = seen.map((p) => PRECISIONS[p]);
  if (rows.some((r) => r.format === "no format")) names.push("no format");
  const scale = { domain: names, range: names.map((_, i) => colours[DATA.looks.line[seen[i]]?.[0] ?? "vermillion"]) };
  const color = { field: "format", type: "nominal", title: "number format", scale, ...(names.length > 1 ? {} : { legend: null }) };
  return { layer: [
    { data: { values: rows.filter((r) => r.low && r.high) }, mark: { type: "rule", opacity: 0.2, aria: false },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color } },
    { data: { values: rows }, mark: { type: "point", filled: true, size: 14, opacity: 1, aria: false },
      encoding: { x, y: { ...y, field: "growth_per_2_years" }, color } },
  ] };
}

async function draw(where, picture, { theme = ground(), width, height, font = PAGE_FONT, renderer = "svg", title, foot }) {
  // The view of a picture, drawn into an element; `title` and `foot` stand in saved files.
  const narrow = width < 620, many = Boolean(picture.estimates), empty = !(picture.points.length || picture.estimates?.length);
  const spec = empty ? { mark: "point", data: { values: [] } } : many ? multiverseSpec(picture, theme) : trendSpec(picture, theme, narrow, narrow ? 0.04 : roomOfEnds(picture, width, font));
  const whole = { width, height, autosize: { type: "fit", contains: "padding" }, padding: 6, ...spec,
    config: config(DATA.themes[theme], font, legendColumns(many ? Object.values(PRECISIONS) : picture.legend, width, font)) };
  if (title) whole.title = title;
  if (foot && !empty) for (const layer of leaves(whole)) layer.encoding.x = footed(layer.encoding.x, foot);
  const { view } = await vegaEmbed(where, whole, { mode: "vega-lite", actions: false, renderer, tooltip: false });
  if (!empty && !many) await nameMarks(view, picture, font, narrow);
  return view;
}

const leaves = (spec) => (spec.layer ? spec.layer.flatMap(leaves) : [spec]);
const footed = (x, foot) => ({ ...x, axis: { ...x.axis, title: foot, titleAnchor: "start", titleAlign: "left", titleFontSize: 12, titleLineHeight: 16, titlePadding: 12 } });
