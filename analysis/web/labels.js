// Names beside marks and at the ends of lines: each where it covers no other mark, name or line; those without room are left out.
const DISTANCES = [9, 14, 22, 32, 44], LEADER = 20; // pixels from a mark to its name, and from where a thin line ties them
const ANGLES = [0, 180, 40, -40, 140, -140, 90, -90]; // degrees; right and left of the mark first
const pen = document.createElement("canvas").getContext("2d");

function widthOf(text, size, font, weight = "") {
  pen.font = `${weight} ${size}px ${font}`;
  return pen.measureText(text).width;
}

async function nameMarks(view, picture, font, narrow) {
  // Fill the names of a drawn picture.
  const x = view.scale("x"), y = view.scale("y"), [width, height] = [x.range()[1], y.range()[0]];
  const back = (box) => ({ year: x.invert(box.x), value: y.invert(box.y + box.height / 2) });
  const ends = narrow ? [] : endNames(picture, x, y, font, height);
  const taken = [...picture.points.map((p) => square(x(p.year), y(p.value), p.id === picture.state.chip ? 11 : 5)), ...picture.points.filter((p) => p.sheet)
    .map((p) => square(x(p.year), y(p.sheet), 5)), ...ends.map((e) => e.box), ...lineBoxes(picture, x, y)];
  const names = [], leaders = [];
  for (const point of worthNaming(picture, narrow ? 6 : Math.min(16, Math.round(width / 75)))) {
    const text = labelOf(point), mark = { x: x(point.year), y: y(point.value) };
    const place = freePlace(mark, widthOf(text, 11, font) + 2, taken, width, height, point.id === picture.state.chip);
    if (!place) continue;
    taken.push(place.box);
    names.push({ id: point.id, key: point.key, label: text, ...back(place.box) });
    if (place.distance >= LEADER) leaders.push({ year: point.year, value: point.value, year2: x.invert(place.near.x), value2: y.invert(place.near.y) });
  }
  view.data("names", names).data("leaders", leaders);
  for (const e of ends) view.data(`end${e.line}`, [{ label: e.label, ...back(e.box) }]);
  await view.runAsync();
}

function roomOfEnds(picture, width, font) {
  // What the names at the ends of lines need on the right, as a share of the years on the left.
  if (!named(picture)) return 0.03;
  const widest = Math.max(...picture.lines.filter((l) => l.fit).map((l) => widthOf(endWords(l), 12, font, "bold"))) + 14;
  return Math.min(0.5, widest / (width - 60 - widest));
}

const endWords = (line) => `${line.name} ${multiple(line.fit.growth)}`;
const labelOf = (p) => DATA.rows[p.id].label || DATA.rows[p.id].name;
const square = (x, y, half) => ({ x: x - half, y: y - half, width: 2 * half, height: 2 * half });
const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function lineBoxes(picture, x, y) {
  return picture.lines.flatMap((l) => (l.fit ? l.fit.line.map((at) => square(x(at.year), y(at.value), 4)) : []));
}

function worthNaming(picture, most) {
  // The chip that was looked for, records, flagships from the newest back, then the highest and the lowest; a name once.
  const own = rowsOf(picture), records = select(own, "records"), at = (p) => -p.year;
  const order = [...own.filter((p) => p.id === picture.state.chip), ...apart([...records].sort((a, b) => at(a) - at(b))),
    ...outliers(own), ...apart(select(own, "flagship").sort((a, b) => at(a) - at(b)))];
  const seen = new Set(), limit = picture.column === "line" ? Math.min(most, 9) : most;
  const wanted = picture.column === "line" ? order.filter((p) => p.id === picture.state.chip || p.key === own[0].key) : order;
  return wanted.filter((p) => !seen.has(labelOf(p)) && seen.add(labelOf(p))).slice(0, limit);
}

function apart(rows, years = 0.4) {
  const kept = [];
  for (const p of rows) if (kept.every((k) => Math.abs(k.year - p.year) >= years)) kept.push(p);
  return kept;
}

function outliers(rows) {
  const order = [...rows].sort((a, b) => a.value - b.value);
  return [...order.slice(0, 2), ...order.slice(-2)];
}

function freePlace(mark, width, taken, right, bottom, needed) {
  // The first place around a mark where a name of that width meets nothing; null where there is none, unless it is needed.
  let least = null;
  for (const distance of DISTANCES) {
    for (const angle of ANGLES) {
      const [dx, dy] = [Math.cos(angle * Math.PI / 180), -Math.sin(angle * Math.PI / 180)], up = Math.abs(angle) === 90;
      const near = { x: mark.x + distance * dx, y: mark.y + distance * dy };
      const box = { x: up ? near.x - width / 2 : dx > 0 ? near.x : near.x - width, y: near.y - 7, width, height: 14 };
      if (box.x < 0 || box.y < 0 || box.x + width > right || box.y + 14 > bottom) continue;
      const hits = taken.filter((t) => meet(t, box)).length;
      if (!hits) return { box, near, distance };
      if (needed && hits < (least?.hits ?? Infinity)) least = { box, near, distance, hits };
    }
  }
  return least;
}

function endNames(picture, x, y, font, height) {
  // The name and the growth of each line at its right end, moved apart where they touch.
  if (!named(picture)) return [];
  const made = picture.lines.map((l, line) => ({ ...l, line })).filter((l) => l.fit).map((l) => {
    const last = l.fit.line.at(-1), label = endWords(l);
    return { label, line: l.line, at: y(last.value), box: { x: x(last.year) + 8, y: y(last.value) - 8, width: widthOf(label, 12, font, "bold"), height: 16 } };
  }).sort((a, b) => a.at - b.at);
  const right = x.range()[1];
  for (const e of made) e.box.x = Math.min(e.box.x, right - e.box.width);
  for (let i = 1; i < made.length; i += 1) made[i].box.y = Math.max(made[i].box.y, made[i - 1].box.y + 16);
  for (let i = made.length - 1, floor = height; i >= 0; i -= 1) floor = made[i].box.y = Math.min(made[i].box.y, floor - 16);
  return made;
}
