// From a state to what is shown of it: points, lines, growth in words. Pictures, tables and saved files all read this record.

const rowGroup = (p) => DATA.rows[p.id].group;
const groupOfTable = (key) => (key.startsWith("accelerators/") ? rowGroup : undefined); // errors CR2 for devices

function pictureOf(state) {
  return state.view === "multiverse" ? multiversePicture(state) : state.view === "wall" ? wallPicture(state) : trendPicture(state);
}

const rowsOf = (picture) => picture.points.filter((p) => !p.context); // without what stands behind

// A line of the answer: what it is of, its fit, the command that prints the same, its colour.
const told = (name, fit, command, pigment = "ink", key = "") => ({ name, fit, command, pigment, key });

// ---- two quantities and more, each a multiple of one device or of its line in one year ----

function wallPicture(state) {
  const asked = state.lines.split(","), made = asked.map((line) => wallLine(state, line)).filter(Boolean), without = asked.filter((l) => !made.some((m) => m.line === l));
  const lines = made.map(({ line, fit, scale, key }) => told(DATA.lines[line].words, fit && scaled(fit, scale),
    commandOf(state, key), DATA.looks.line[line][0], key));
  const fits = lines.filter((l) => l.fit), base = state.index === "base";
  return { state, column: "line", words: "", legend: made.map((m) => DATA.lines[m.line].words), looks: made.map((m) => DATA.looks.line[m.line]),
    points: made.flatMap((m) => m.points), lines, bands: true, unit: "×", axis: base ? `${DATA.rows[DATA.base].label} of 2016 = 1` : `each line in ${state.index} = 1`,
    title: `Chips compared with ${base ? `the ${DATA.rows[DATA.base].name} of 2016` : `the trend of ${state.index}`}`,
    finding: `${fits.map((l) => `${l.name} ${multiple(l.fit.growth)}`).join(", ")}, every two years`,
    growth: fits.length ? `Every two years: ${fits.map((l) => `${l.name} ${multiple(l.fit.growth)} (${range(l.fit.low, l.fit.high)})`).join(", ")}`
      : "no line: a line with an interval needs 3 rows of different dates",
    more: "In brackets: the 95% interval of each line. How far compute and memory part on one and the same chip is in the view Machine balance.",
    caption: wallCaption(state, asked, without) };
}

function wallCaption(state, asked, without) {
  const said = ["Line: fitted to all marks of its colour. Band: 95% interval of the line; where the next chip may lie is wider."];
  if (state.index === "base" && asked.some((l) => l === "fp8" || l === "fp4")) said.push(`fp8 and fp4 are over the ${DATA.rows[DATA.base].label}’s best peak: it has neither.`);
  if (without.length) said.push(`Not drawn, for it has ${state.index === "base" ? "no rows" : `no rows around ${state.index}`}: ${without.map((l) => DATA.lines[l].words).join("; ")}.`);
  return said.join(" ");
}

function wallLine(state, line) {
  // The rows and the fit of one line, and what all are divided by; null where nothing of it can be drawn.
  const key = DATA.lines[line].series, rows = chosen(state, key), fit = fitTrend(rows, rowGroup), year = Number(state.index);
  const spans = fit && fit.line[0].year < year + 1 && fit.line.at(-1).year >= year; // no line is carried back to its 1
  const scale = state.index === "base" ? baseValue(key) : spans ? fit.at(year).value : null;
  if (!rows.length || !scale) return null;
  return { line, key, fit, scale, points: rows.map((p) => ({ ...p, value: p.value / scale, look: DATA.lines[line].words })) };
}

function baseValue(key) {
  // The value of the base device; of a format that it has not, that of its best.
  const of = (k) => DATA.series[k].points.find((p) => p.id === DATA.base)?.value;
  return of(key) ?? of(DATA.lines.best.series);
}

function scaled(fit, by) {
  // A fit in multiples of `by`.
  const over = (at) => Object.fromEntries(Object.entries(at).map(([k, v]) => [k, k === "year" ? v : v / by]));
  return { ...fit, line: fit.line.map(over) };
}

// ---- one series ----

function trendPicture(state) {
  const key = keyOf(state), series = seriesOf(state), column = tableOf(state) === "accelerators" ? "vendor" : "architecture";
  const rows = isMeasured(state) ? measuredRows(chosen(state), key) : chosen(state);
  const points = rows.map((p) => ({ ...p, look: DATA.rows[p.id][column] }));
  const context = state.view === "models" && key.includes("parameters") ? memoryContext(state) : [];
  const lines = state.fit === "vendor" ? vendorLines(state, points, key) : trendLines(state, points, key);
  const shown = legendOf(column, points, context);
  return { state, column, words: column, ...shown, points: [...context, ...points], lines, unit: series.unit, axis: axisWords(series.unit),
    bands: state.fit !== "vendor", title: series.title + (isMeasured(state) ? ", measured" : ""), growth: growthWords(state, lines, points),
    finding: findingWords(state, lines), more: moreWords(state, lines, key), caption: captionWords(state, context) };
}

function trendLines(state, points, key) {
  const fit = fitTrend(points, groupOfTable(key));
  if (!isMeasured(state)) return [told("all rows in view", fit, commandOf(state), "ink", key)];
  const balance = key.startsWith("accelerators/balance ");
  const command = balance ? `python -m analysis gap --measured --precision ${key.split(" ")[1]} --since ${state.since || 2010}` : "python -m analysis attained";
  const sheet = fitTrend(points.map((p) => ({ ...p, value: p.sheet })), groupOfTable(key));
  return [told("measured", fit, command, "ink", key), told("by the sheets of the same chips", sheet, command, "grey", key)];
}

function vendorLines(state, points, key) {
  // Each vendor's own line, errors independent, as `wall.by_vendor` has them; those with most rows first.
  const names = [...new Set(points.map((p) => p.look))], of = (name) => points.filter((p) => p.look === name);
  return names.map((name) => told(name, fitTrend(of(name)), commandOf(state, key, { vendor: name }), DATA.looks.vendor[name][0], key))
    .filter((l) => l.fit).sort((a, b) => b.fit.n - a.fit.n || (a.name < b.name ? -1 : 1));
}

function legendOf(column, points, context) {
  // Every look in view, in the order of the project's table, and the mark of what stands behind.
  const seen = new Set(points.map((p) => p.look)), table = DATA.looks[column];
  const legend = Object.keys(table).filter((name) => seen.has(name));
  const looks = legend.map((name) => table[name]);
  return context.length ? { legend: [...legend, CONTEXT], looks: [...looks, ["vermillion", DASH]] } : { legend, looks };
}

const CONTEXT = "memory of one data-centre chip", DASH = "M-1,-0.22H1V0.22H-1Z";

function memoryContext(state) {
  const rows = DATA.series["accelerators/memory_capacity"].points.filter((p) => DATA.rows[p.id].segment === "datacenter" && inside(state, p));
  return rows.map((p) => ({ ...p, value: p.value / 2, look: CONTEXT, context: true }));
}

// ---- words ----

const axisWords = (unit) => ({ parameter: "parameters (B: billion, T: trillion)", byte: "bytes", "byte/s": "bytes a second" }[unit] ?? unit);
const intervalWords = (fit) => `95% interval of the line: ${range(fit.low, fit.high)}`;

function growthWords(state, lines, points) {
  const fits = lines.filter((l) => l.fit);
  if (!fits.length) return `${points.length} rows: a line with an interval needs 3 of different dates`;
  if (state.fit === "vendor") return `Every two years: ${fits.slice(0, 3).map((l) => `${l.name} ${multiple(l.fit.growth)} (${vendorRange(l.fit)})`).join(", ")}`;
  const [one, sheet] = fits, first = `${multiple(one.fit.growth)} every two years (${intervalWords(one.fit)}), n = ${one.fit.n}`;
  return sheet ? `${first}; the sheets of the same chips say ${multiple(sheet.fit.growth)} (${range(sheet.fit.low, sheet.fit.high)})` : first;
}

function findingWords(state, lines) {
  // The same for a headline, without intervals.
  const fits = lines.filter((l) => l.fit);
  if (!fits.length) return "too few rows for a line";
  if (state.fit === "vendor") return `${fits.slice(0, 3).map((l) => `${l.name} ${multiple(l.fit.growth)}`).join(", ")}, every two years`;
  return `${multiple(fits[0].fit.growth)} every two years${fits[1] ? `; the sheets of the same chips say ${multiple(fits[1].fit.growth)}` : ""}`;
}

function vendorRange(fit) {
  // Of three rows an interval may say next to nothing: then its ends are not worth their digits.
  const end = (v) => (v < 0.01 ? "<0.01×" : v > 100 ? ">100×" : multiple(v));
  return `${end(fit.low)} to ${end(fit.high)}`;
}

const rangeOf = (picture, line) => (picture.state.fit === "vendor" ? vendorRange(line.fit) : range(line.fit.low, line.fit.high));

function moreWords(state, lines, key) {
  const fit = lines[0]?.fit, said = [], rate = recommendedOf(key);
  if (fit && state.fit !== "vendor") said.push(fit.low > 1 ? `doubles in ${fit.doubling.toPrecision(3)} years` : "whether it doubles at all is not decided");
  if (state.fit === "vendor") said.push("in brackets the 95% interval of each line, from its vendor's chips alone, taken as independent");
  else if (key.startsWith("accelerators/")) said.push("chips of one vendor and generation are taken to be alike (errors CR2)");
  if (isMeasured(state)) said.push(key.startsWith("accelerators/balance") ? "both roofs of a chip by one witness" : "a chip counts once: the median of those who measured it");
  else if (isRecommended(state, key) && state.fit === "vendor" && key === DATA.common.series) {
    said.push(`common to all vendors: ${multiple(DATA.common.growth)} (${range(DATA.common.low, DATA.common.high)})`);
  } else if (rate && state.fit !== "vendor") {
    said.push(isRecommended(state, key) ? "these are the rows of the recommended rate, which README prints"
      : `README recommends another choice of rows: ${multiple(rate.growth)} (${range(rate.low, rate.high)}), segment ${rate.where.segment}, from ${rate.since}`);
  }
  return said.join("; ");
}

function captionWords(state, context) {
  const marks = isMeasured(state) ? "Filled: measured. Hollow: the sheet of the same chip." : "One mark a row.";
  const line = state.fit === "vendor" ? "Lines: fitted to the marks of one vendor, where it has 3 or more."
    : isMeasured(state) ? "Line and band: fitted to what was measured, with the 95% interval of the line. Dashed: fitted to the sheets."
    : "Line: fitted to the rows in view. Dark band: 95% interval of the line. Light band: 95% prediction, where one new row would lie.";
  return `${marks} ${line}${context.length ? ` Dashes: ${CONTEXT}, as the parameters of 2 bytes that fill it.` : ""}`;
}

// ---- every growth rate ----

function multiversePicture(state) {
  const m = DATA.multiverse, names = Object.keys(m);
  const rows = m.n.map((_, i) => Object.fromEntries(names.map((c) => [c, m[c][i]])))
    .filter((r) => MULTIVERSE.every((f) => !state[f] || r[f] === state[f])).map((r, order) => ({ ...r, order }));
  const at = (q) => rows[Math.min(rows.length - 1, Math.floor(q * rows.length))]?.growth_per_2_years;
  const kept = MULTIVERSE.filter((f) => state[f]).map((f) => `${f} = ${state[f]}`).join(", ");
  return { state, estimates: rows, points: [], lines: [], legend: [], middle: at(0.5), title: "Every defensible growth rate",
    growth: rows.length ? `${rows.length.toLocaleString("en")} estimates, the middle one ${multiple(at(0.5))} every two years, `
      + `nine in ten between ${range(at(0.05), at(0.95))}` : "no estimate has all of this",
    more: "Data set × selection × number format × window × estimator, after Simonsohn, Simmons & Nelson 2020.",
    command: `python -m analysis multiverse --csv rates.csv${kept ? `   # its rows with ${kept}` : ""}`,
    caption: "Each mark is one estimate with its 95% interval of the line, in order of growth." };
}
