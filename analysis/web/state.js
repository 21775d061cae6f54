// What the controls say, kept in the address: what may stand there, what is wrong with what does, and the way back.
const VIEW_NAMES = { wall: "The lines that part", hardware: "One quantity", balance: "Machine balance", models: "Models against memory",
  multiverse: "Every growth rate" };
const SELECTIONS = { all: "all rows", flagship: "flagships: best of each generation", design: "best of each design", records: "records: each a new best" };
const FIRST_YEAR = 1990, LAST_YEAR = 2040;
const MULTIVERSE = ["quantity", "precision", "rows", "selection", "estimator"];
const WORDS = { quantity: "quantity", precision: "number format", numbers: "numbers", fit: "lines", selection: "rows", since: "from year", until: "to year",
  index: "what is 1" };

const startOf = (view) => ({ view, ...DATA.starts[view] });
const same = (values) => Object.fromEntries(values.map((v) => [v, v]));
const anyOf = (values) => ({ "": "any", ...same([...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b))) });

function filtersOf(state) {
  return state.view === "wall" ? DATA.filters.accelerators : DATA.filters[tableOf(state)];
}

function optionsOf(state) {
  // Control -> its values and their words; "year" for a year.
  if (state.view === "multiverse") return Object.fromEntries(MULTIVERSE.map((f) => [f, anyOf(DATA.multiverse[f])]));
  const found = {}, wall = state.view === "wall", key = wall ? DATA.lines.best.series : keyOf(state);
  if (wall) found.index = indexOptions();
  else found.quantity = same(Object.keys(DATA.views[state.view]));
  if (!wall && seriesName(state) in DATA.precisions) found.precision = PRECISIONS;
  if (!wall && DATA.measured[key]) found.numbers = { "": "printed on the sheet", measured: "measured" };
  if (!wall && tableOf(state) === "accelerators") found.fit = { "": "one line", vendor: "a line for each vendor" };
  for (const f of filtersOf(state)) found[f] = anyOf(DATA.series[key].points.map((p) => DATA.rows[p.id][f]));
  return { ...found, selection: SELECTIONS, since: "year", until: "year" };
}

function indexOptions() {
  const years = Array.from({ length: 16 }, (_, i) => String(2010 + i));
  return { base: `${DATA.rows[DATA.base].label} of 2016 = 1`, ...Object.fromEntries(years.map((y) => [y, `each line in ${y} = 1`])) };
}

function checked(told) {
  // The state that `told` (name -> text) asks for, and a sentence for each thing that it asks for in vain.
  const wrong = [], view = told.view in VIEW_NAMES ? told.view : "wall";
  if (told.view && told.view !== view) wrong.push(refused("view", told.view, Object.keys(VIEW_NAMES)));
  const state = startOf(view), asked = Object.entries(told).filter(([name]) => name !== "view");
  for (const name of ["quantity", "precision"]) take(state, name, told[name], wrong); // the other options hang on these two
  for (const [name, value] of asked) if (name !== "quantity" && name !== "precision") take(state, name, value, wrong);
  if (state.since && state.until && state.since > state.until) wrong.push(`from year ${state.since} to year ${state.until}: no year is between them.`);
  return [state, wrong];
}

function take(state, name, value, wrong) {
  if (value === undefined) return;
  const options = optionsOf(state)[name], plain = value === "any" ? "" : value;
  if (name === "chip") return takeChip(state, plain, wrong);
  if (name === "lines" && state.view === "wall") return takeLines(state, plain, wrong);
  if (!options) { wrong.push(`${name} “${value}”: there is no such choice in this view; ignored.`); return; }
  const fits = options === "year" ? plain === "" || isYear(plain) : plain in options;
  if (fits) state[name] = plain;
  else wrong.push(options === "year" ? `${WORDS[name]} “${value}”: write a year from ${FIRST_YEAR} to ${LAST_YEAR}; ignored.`
    : refused(WORDS[name] ?? name, value, Object.keys(options).filter(Boolean)));
}

const isYear = (text) => /^\d{4}$/.test(text) && text >= FIRST_YEAR && text <= LAST_YEAR;

function takeChip(state, value, wrong) {
  const found = findChips(value);
  if (found.length === 1) state.chip = found[0];
  else if (value) wrong.push(`chip “${value}”: ${found.length ? `may be ${found.slice(0, 5).join(", ")}` : "no chip or model has that name"}; ignored.`);
}

function takeLines(state, value, wrong) {
  const asked = value.split(",").filter(Boolean), known = asked.filter((line) => line in DATA.lines);
  for (const line of asked) if (!(line in DATA.lines)) wrong.push(refused("line", line, Object.keys(DATA.lines)));
  state.lines = Object.keys(DATA.lines).filter((line) => known.includes(line)).join(",") || state.lines;
}

function refused(what, value, known) {
  const asked = slug(value) || " ", near = known.find((k) => slug(k) === asked) ?? known.find((k) => slug(k).includes(asked) || asked.startsWith(slug(k)));
  return `${what} “${value}” is not there${near ? ` (did you mean ${near}?)` : `; there are ${known.slice(0, 12).join(", ")}`}; ignored.`;
}

// ---- the address, and the way back ----

const past = []; // the addresses before this one, for Undo

function readAddress() {
  return checked(Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
}

function addressOf(state) {
  // What differs from where the view starts; a filter that was taken away is "any".
  const start = startOf(state.view), names = new Set([...Object.keys(start), ...Object.keys(state)]);
  const kept = [...names].filter((n) => n === "view" || (state[n] ?? "") !== (start[n] ?? "")).map((n) => [n, state[n] || "any"]);
  return "#" + new URLSearchParams(kept.filter(([n, value]) => n !== "chip" || value !== "any")).toString();
}

function go(state, remember = true) {
  // Write a state into the address, so that Undo, the back button and a copied link find it.
  const hash = addressOf(state);
  if (remember) past.push(location.hash || addressOf(startOf("wall")));
  if (hash !== location.hash) history.pushState(null, "", hash);
}

function withoutFilters(state) {
  // The same view of all its rows.
  const names = state.view === "multiverse" ? MULTIVERSE : [...filtersOf(state), "selection", "since", "until"];
  return { ...state, ...Object.fromEntries(names.map((n) => [n, n === "selection" && state.view !== "multiverse" ? "all" : ""])) };
}
