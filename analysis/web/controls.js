// The controls: views, filters and the way back, and the search for a chip.

function control(label, name, options, value) {
  const box = element("select", { name, id: `f-${name}` });
  for (const [key, words] of Object.entries(options)) box.append(element("option", { value: key, textContent: words, selected: key === value }));
  return element("label", {}, label, box);
}

function yearControl(label, name, value) {
  const box = element("input", { type: "number", name, id: `f-${name}`, min: FIRST_YEAR, max: LAST_YEAR, step: 1, value: value ?? "", placeholder: "any" });
  return element("label", {}, label, box);
}

function buildControls(state) {
  buildViews(state);
  const options = optionsOf(state), made = Object.entries(options).map(([name, choices]) => (choices === "year" ? yearControl(WORDS[name], name, state[name])
    : control(wordOf(state, name), name, choices, state[name] ?? (name === "precision" && state.view !== "multiverse" ? "fp16" : ""))));
  $("filters").replaceChildren(...made);
  $("lines").hidden = state.view !== "wall";
  if (state.view === "wall") buildLines(state);
  buildPills(state);
  $("undo").disabled = !past.length;
}

const wordOf = (state, name) => (state.view === "multiverse" ? name : WORDS[name] ?? name);

function buildViews(state) {
  const radios = Object.entries(VIEW_NAMES).map(([view, words]) => element("label", {},
    element("input", { type: "radio", name: "view", value: view, checked: view === state.view, id: `v-${view}` }), ` ${words}`));
  $("views").replaceChildren($("views").firstElementChild, ...radios);
}

function buildLines(state) {
  const on = state.lines.split(","), boxes = Object.entries(DATA.lines).map(([line, { words }]) => element("label", {},
    element("input", { type: "checkbox", name: "lines", value: line, checked: on.includes(line), id: `l-${line}` }), ` ${words}`));
  $("lines").replaceChildren($("lines").firstElementChild, ...boxes);
}

function buildPills(state) {
  // One button for each filter that is on; it takes that one away.
  const names = state.view === "multiverse" ? MULTIVERSE : [...filtersOf(state), "selection", "since", "until"];
  const on = names.filter((n) => state[n] && !(n === "selection" && state[n] === "all" && state.view !== "multiverse"));
  $("pills").replaceChildren(...on.map((name) => {
    const pill = element("button", { type: "button", className: "pill", textContent: `${wordOf(state, name)}: ${state[name]} ×`, ariaLabel: `${wordOf(state, name)}: ${state[name]} ×, take away` });
    pill.addEventListener("click", () => change({ ...state, [name]: name === "selection" && state.view !== "multiverse" ? "all" : "" }));
    return pill;
  }));
  $("none").disabled = !on.length;
}

function stateAfter(box) {
  // The state that a changed control asks for, and what is wrong with it.
  const [state] = readAddress(), { name, value } = box;
  if (name === "view") return [{ ...startOf(value), ...(state.chip ? { chip: state.chip } : {}) }, []];
  if (name === "lines") {
    const lines = [...document.querySelectorAll("[name=lines]:checked")].map((b) => b.value).join(",");
    return lines ? [{ ...state, lines }, []] : [state, ["One line at least must stay."]];
  }
  const asked = { ...Object.fromEntries(Object.entries(state).map(([n, v]) => [n, v || "any"])), [name]: value || "any" };
  const options = optionsOf({ ...state, [name]: value }); // of another quantity some choices are none
  return checked(Object.fromEntries(Object.entries(asked).filter(([n]) => n in options || ["view", "chip", "lines"].includes(n))));
}

// ---- a chip by any of its names ----

function fillNames() {
  const names = Object.entries(DATA.chips).flatMap(([id, chip]) => [...new Set([chip.name, ...chip.called])]);
  $("names").replaceChildren(...[...new Set(names)].map((value) => element("option", { value })));
}

function lookFor(text) {
  // Show the chip of that name, or the names that are near.
  if (!text.trim()) return change({ ...readAddress()[0], chip: "" });
  const found = findChips(text);
  if (found.length === 1) return showChip(found[0]);
  const words = found.length ? `${found.length} rows are called so:` : `No chip or model is called “${text}”.`;
  $("found").replaceChildren(words, ...found.slice(0, 8).map((id) => action(DATA.chips[id].name, () => showChip(id))), found.length > 8 ? " and more" : "");
  return undefined;
}

function action(words, act) {
  const button = element("button", { type: "button", className: "pill", textContent: words });
  button.addEventListener("click", act);
  return button;
}

function showChip(id) {
  // In this view where it can be there, else in the first that its table has.
  const [state] = readAddress(), table = DATA.chips[id].table;
  const fits = state.view !== "multiverse" && (state.view === "wall" ? "accelerators" : tableOf(state)) === table;
  change({ ...(fits ? state : startOf(table === "models" ? "models" : "hardware")), chip: id });
}

function tellChip(picture, view) {
  // Where the chip that was looked for is, or why it is not in the picture.
  const { state } = picture, id = state.chip;
  if (!id) return $("found").replaceChildren();
  const own = rowsOf(picture).filter((p) => p.id === id), name = DATA.chips[id].name, clear = action("Forget it", () => change({ ...state, chip: "" }));
  if (own.length) {
    const told = own.map((p) => `${shownValue(p)}${picture.column === "line" ? ` ${p.look}` : ""}, ${rankOf(picture, p)}`);
    const more = action("What says so", (event) => { event.stopPropagation(); showCard(placeOf(view, own[0]), own[0], true); });
    return $("found").replaceChildren(`${name}, ringed: ${told.join("; ")}. `, more, clear);
  }
  const [why, cure] = absence(state, id);
  return $("found").replaceChildren(`${name} ${why}. `, ...(cure ? [action("Show it", () => change(cure))] : []), clear);
}

function rankOf(picture, point) {
  const rows = rowsOf(picture).filter((p) => p.key === point.key), above = rows.filter((p) => p.own > point.own).length;
  return `number ${above + 1} of ${rows.length} from the top`;
}

function absence(state, id) {
  // Why a row is not in view, and the state in which it is, where there is one.
  const status = DATA.chips[id].status, keys = state.view === "wall" ? state.lines.split(",").map((l) => DATA.lines[l].series) : state.view === "multiverse" ? [] : [keyOf(state)];
  if (status === "announced" || status === "cancelled") return [`is ${status}, so it is in no line`, null];
  if (state.view === "multiverse") return ["is one row of many here: no single rows are drawn in this view", null];
  const open = { ...withoutFilters(state), numbers: "" };
  if (keys.some((key) => DATA.series[key].points.some((p) => p.id === id))) return [`is not among the rows in view (${filterWords(state)}${isMeasured(state) ? ", measured" : ""})`, open];
  return ["has no such number with evidence", null];
}
