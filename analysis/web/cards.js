// The card of a mark: what it is, what says so. It stays inside the window; a tap outside or Escape closes it; it copies nothing unasked.

function element(tag, properties = {}, ...children) {
  // Text from the data is only ever set as text.
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

let pinned = false; // a card that was clicked stays until Escape, its button, or a tap elsewhere

function hideCard() {
  pinned = false;
  $("card").hidden = true;
}

function showCard(at, datum, keep = false) {
  // The card of a point or an estimate beside a place in the window; hidden where there is neither.
  const card = $("card"), point = datum?.id && datum.key ? shown.picture.points.find((p) => p.id === datum.id && p.key === datum.key) : null;
  if (pinned && !keep) return;
  pinned = false;
  card.hidden = !(point && !point.context) && !datum?.estimator;
  if (card.hidden) return;
  card.className = keep ? "kept" : "";
  card.replaceChildren(...(point ? pointCard(point, keep) : estimateCard(datum)));
  if (point && keep) card.prepend(closeButton());
  pinned = keep && Boolean(point);
  placeCard(card, at);
}

function placeCard(card, at) {
  // Below and right of the mark, or on its other sides where the window ends; on a phone style puts it at the bottom.
  const width = document.documentElement.clientWidth, height = window.innerHeight, gap = 14;
  const left = at.x + gap + card.offsetWidth <= width ? at.x + gap : at.x - gap - card.offsetWidth;
  const top = at.y + gap + card.offsetHeight <= height ? at.y + gap : at.y - gap - card.offsetHeight;
  card.style.left = `${Math.max(4, Math.min(left, width - card.offsetWidth - 4))}px`;
  card.style.top = `${Math.max(4, Math.min(top, height - card.offsetHeight - 4))}px`;
}

function closeButton() {
  const button = element("button", { type: "button", className: "close", textContent: "×", ariaLabel: "Close" });
  button.addEventListener("click", hideCard);
  return button;
}

function citeButton(point) {
  const button = element("button", { type: "button", textContent: "Copy citation", ariaLabel: `Copy citation of ${DATA.rows[point.id].name}` });
  button.addEventListener("click", () => copy(citation(point), "Citation copied"));
  return button;
}

function pointCard(point, keep) {
  const series = DATA.series[point.key], row = DATA.rows[point.id], lines = [];
  lines.push(element("strong", { textContent: row.name }), element("div", { textContent: `${series.title}: ${shownValue(point)}, ${point.date}` }));
  if (point.sheet) lines.push(element("div", { textContent: `measured; its sheet says ${quantity(point.sheet, series.unit)}` }));
  if (shown.picture.unit === "×") lines.push(element("div", { textContent: `${multiple(point.value)} of ${shown.picture.axis.replace(" = 1", "")}` }));
  for (const w of witnessesOf(point)) lines.push(proof(`${w.roof}, measured by ${w.by}`, `${quantity(w.value, w.unit)}: ${w.how}`, w));
  for (const e of evidenceOf(point)) lines.push(proof(DATA.columns[e.column], `“${quoted(e)}”`, e));
  lines.push(keep ? citeButton(point) : element("em", { textContent: "Click the mark to keep this open." }));
  return lines;
}

function proof(what, text, line) {
  return element("div", { className: "proof" }, element("span", { textContent: `${what}: ` }), element("q", { textContent: text }), " ", sourceLink(line));
}

function estimateCard(e) {
  const interval = e.low && e.high ? ` (95% interval of the line: ${range(e.low, e.high)})` : "";
  return [element("strong", { textContent: `${multiple(e.growth_per_2_years)} every two years${interval}` }),
    element("div", { textContent: `${e.series}${e.precision ? `, ${e.precision}` : ""}; rows: ${e.rows}; ${e.selection}; ${e.since} to ${e.until}` }),
    element("div", { textContent: `${e.estimator}, n = ${e.n}` })];
}

const quoted = (e) => e.text + (e.unit ? ` [${e.unit}]` : "");

function sourceLink(e) {
  // The document, and where it was read where that is not with its publisher.
  const source = DATA.sources[e.source], words = source.title + (e.locator ? `, ${e.locator}` : "");
  if (!e.read_as) return link(source.url, words);
  return element("span", {}, link(source.url, words), ", ", link(e.read_at, `read in a ${e.read_as}`));
}

function link(url, words) {
  return /^https?:/.test(url) ? element("a", { href: url, textContent: words, rel: "noreferrer", target: "_blank" })
    : element("span", { textContent: words });
}

// ---- which mark is meant ----

const REACH = 24; // pixels within which a tap means the nearest mark

function nearest(view, picture, at) {
  // The point nearest to a place in the window; null where none is within reach.
  const box = $("chart").querySelector("svg, canvas").getBoundingClientRect(), [ox, oy] = view.origin(), x = view.scale("x"), y = view.scale("y");
  const away = (p) => Math.hypot(box.x + ox + x(p.year) - at.x, box.y + oy + y(p.value) - at.y);
  const best = rowsOf(picture).map((p) => [away(p), p]).sort((a, b) => a[0] - b[0])[0];
  return best && best[0] <= REACH ? best[1] : null;
}

function placeOf(view, point) {
  const box = $("chart").querySelector("svg, canvas").getBoundingClientRect(), [ox, oy] = view.origin();
  return { x: box.x + ox + view.scale("x")(point.year), y: box.y + oy + view.scale("y")(point.value) };
}

function listen(view, picture) {
  const at = (event) => ({ x: event.clientX ?? event.changedTouches?.[0]?.clientX, y: event.clientY ?? event.changedTouches?.[0]?.clientY });
  view.addEventListener("mousemove", (event, item) => showCard(at(event), item?.datum));
  view.addEventListener("mouseout", (event) => showCard(at(event), null));
  view.addEventListener("click", (event, item) => {
    const point = item?.datum?.id || item?.datum?.estimator || !picture.points.length ? item?.datum : nearest(view, picture, at(event));
    if (point) showCard(at(event), point, true);
    else hideCard();
  });
}
