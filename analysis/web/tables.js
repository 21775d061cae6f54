// The tables under the picture: each line with its growth and its command, each row with what says so.

function head(...names) {
  return element("thead", {}, element("tr", {}, ...names.map((n) => element("th", { scope: "col", textContent: n }))));
}

const cell = (name, properties, ...children) => {
  const made = element("td", properties, ...children);
  made.dataset.head = name; // on a phone it stands before the cell
  return made;
};

function fitTable(picture) {
  // Where there are several lines: what each grew, its interval, and the command.
  const fits = picture.lines.filter((l) => l.fit);
  $("fits-box").hidden = fits.length < 2;
  const readme = (l) => isRecommended(picture.state, l.key) && picture.state.fit !== "vendor", any = fits.some(readme);
  const rows = fits.map((l) => {
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = `var(--${l.pigment})`;
    return element("tr", {}, cell("Line", { className: "name" }, swatch, l.name), cell("Every two years", { className: "number", textContent: multiple(l.fit.growth) }),
      cell("95% interval of the line", { className: "number", textContent: rangeOf(picture, l) }), cell("n", { className: "number", textContent: l.fit.n }),
      ...(any ? [cell("Recommended", { textContent: readme(l) ? "in README" : "" })] : []), cell("Command", {}, element("code", { textContent: l.command })));
  });
  $("fits").replaceChildren(head("Line", "Every two years", "95% interval of the line", "n", ...(any ? ["Recommended"] : []), "Command"), element("tbody", {}, ...rows));
}

function rowTable(picture) {
  return picture.estimates ? estimateTable(picture.estimates) : pointTable(picture);
}

function pointTable(picture) {
  const wall = picture.column === "line", points = rowsOf(picture);
  const rows = points.map((p) => {
    const proofs = [...witnessesOf(p).map((w) => element("div", {}, `${quantity(w.value, w.unit)}, ${w.how}: `, sourceLink(w))),
      ...evidenceOf(p).map((e) => element("div", {}, `“${quoted(e)}” `, sourceLink(e)))];
    const found = p.id === picture.state.chip ? "found" : "";
    return element("tr", { className: found }, cell("Name", { textContent: DATA.rows[p.id].name }), ...(wall ? [cell("Line", { textContent: p.look })] : []),
      cell("Date", { className: "date", textContent: p.date }), cell("Value", { className: "number", textContent: shownValue(p) }),
      ...(p.sheet ? [cell("Sheet", { className: "number", textContent: quantity(p.sheet, DATA.series[p.key].unit) })] : []),
      cell("Evidence", {}, ...proofs), cell("Citation", {}, citeButton(p)));
  });
  const heads = ["Name", ...(wall ? ["Line"] : []), "Date", points[0]?.sheet ? "Measured" : "Value", ...(points[0]?.sheet ? ["Sheet"] : []), "Evidence", "Citation"];
  $("rows").replaceChildren(head(...heads), element("tbody", {}, ...rows));
}

function estimateTable(rows) {
  const names = ["series", "precision", "rows", "selection", "since", "until", "estimator", "n"];
  const most = 300, body = rows.slice(0, most).map((r) => element("tr", {}, ...names.map((n) => cell(n, { textContent: r[n] })),
    cell("growth", { className: "number", textContent: multiple(r.growth_per_2_years) }),
    cell("95% interval of the line", { textContent: r.low && r.high ? range(r.low, r.high) : "" })));
  if (rows.length > most) body.push(element("tr", {}, element("td", { colSpan: 10, textContent: `and ${rows.length - most} more, in the CSV` })));
  $("rows").replaceChildren(head(...names, "growth", "95% interval of the line"), element("tbody", {}, ...body));
}
