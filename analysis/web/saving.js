// What leaves the page: rows as CSV, the picture with all that it needs to travel alone, a link to the view.
const FILE_WIDTH = 1200, FILE_HEIGHT = 720;

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
  const url = content.startsWith("data:") ? content : URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  say(`${name} saved`);
}

const fileName = (picture, ending) => `ai-memory-wall-${slug(picture.title).slice(0, 60)}.${ending}`;

// ---- pictures ----

function wrapped(text, size, width, weight = "") {
  // `text` in lines no wider than `width` pixels.
  const lines = [];
  for (const word of text.split(" ")) {
    if (lines.length && widthOf(`${lines.at(-1)} ${word}`, size, FILE_FONT, weight) <= width) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

function titleOf(picture) {
  // Finding, interval of each line, rows and how to read the marks.
  const room = FILE_WIDTH - 40, { state } = picture, fits = picture.lines.filter((l) => l.fit), sold = state.view === "models" || !rowsOf(picture).length;
  const intervals = fits.map((l) => `${fits.length > 1 ? `${l.name} ` : ""}${rangeOf(picture, l)} (n = ${l.fit.n})`).join("; ");
  const said = picture.estimates ? [picture.growth, picture.more] : [fits.length ? `95% interval of ${fits.length > 1 ? "each line" : "the line"}: ${intervals}.` : picture.growth,
    `Rows: ${filterWords(state)}${sold ? "" : ", sold or in use"}. ${picture.caption}`];
  const first = picture.estimates ? picture.title : `${picture.title}: ${picture.finding}`;
  return { text: wrapped(first, 22, room, "bold"), subtitle: said.flatMap((line) => wrapped(line.replace(/n = /g, "n\u00a0=\u00a0"), 14, room)) };
}

function footOf(picture) {
  // Sources, data set and licence, as the figures of the project have them.
  const ids = [...new Set(rowsOf(picture).flatMap(sourcesOf))], few = ids.length && ids.length < 5;
  const said = picture.estimates ? "the tables and the paper’s points" : few ? ids.map((i) => DATA.sources[i].title).join("; ")
    : `${ids.length} documents, cell by cell in data/evidence.csv`;
  const home = DATA.links.Repository ? `, ${DATA.links.Repository}` : "";
  return wrapped(`Source: ${said}. Data and fit: ai-memory-wall ${DATA.version}${home}, CC BY 4.0.`, 12, FILE_WIDTH - 90);
}

async function pictureFile(kind) {
  // The picture as it is saved: 1200 pixels wide, on light ground unless dark is asked for.
  const { picture } = shown, where = document.createElement("div"), theme = $("file-ground").value;
  const view = await draw(where, picture, { theme, width: FILE_WIDTH, height: FILE_HEIGHT, font: FILE_FONT, title: titleOf(picture), foot: footOf(picture) });
  const made = kind === "svg" ? await view.toSVG() : await view.toImageURL("png", 1);
  view.finalize();
  return made;
}

// ---- rows ----

function csvText() {
  // A spreadsheet runs a cell that begins like a formula: such text gets an apostrophe.
  const safe = (v) => {
    const text = String(v ?? ""), plain = typeof v === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const { picture } = shown, records = picture.estimates ? picture.estimates.map(({ order, ...r }) => r)
    : rowsOf(picture).map((p) => csvRow(picture.state, p));
  if (!records.length) return "";
  return [Object.keys(records[0]), ...records.map(Object.values)].map((r) => r.map(safe).join(",")).join("\n") + "\n";
}

function csvRow(state, p) {
  const series = DATA.series[p.key], columns = filtersOf(state);
  return { id: p.id, name: DATA.rows[p.id].name, ...Object.fromEntries(columns.map((f) => [f, DATA.rows[p.id][f]])), series: p.key, date: p.date,
    decimal_year: p.year, value: p.own, unit: series.unit, ...(p.sheet ? { value_of_sheet: p.sheet } : {}),
    sources: [...new Set([...evidenceOf(p), ...witnessesOf(p)].map((e) => DATA.sources[e.source].url || e.read_at || ""))].join(" ") };
}

// ---- the link ----

function copyLink() {
  // The address of the view; a page that lies on somebody's disk has none that others can open, and says so.
  const view = addressOf(readAddress()[0]);
  if (/^https?:$/.test(location.protocol)) return copy(location.href.split("#")[0] + view, "Link copied");
  return copy(view, `This page is open from your disk, so its address leads nobody else here. Copied is ${view}: send the page, explorer.html,`
    + " and add this to the end of its address.");
}
