// The list, the filters, and the start of the page.
const DATA = JSON.parse($("data").textContent);
const PAGE = 100;
const number = (value) => value.toLocaleString("en");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const state = { shown: [], drawn: 0, card: null, back: null };
const wanted = { words: [], power: 0, families: new Set(), free: false, inView: false, search: DATA.search !== "" };

// Every text of a station becomes a text node here, never HTML.
function make(tag, name, ...content) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...content.filter((part) => part !== null && part !== undefined));
  return element;
}
const text = (value) => make("bdi", "", value);

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", `mark ${name}`);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

// Counts of connectors and of EVSEs: total, free, taken, out of service, unknown.
const kindOf = (group) => DATA.kinds[group.kind];
const sum = (groups) =>
  groups.reduce((total, group) => total.map((n, at) => n + group.count[at]), [0, 0, 0, 0, 0]);

// An EVSE charges one car at a time. Its best connector decides: free, taken, unknown, out of service.
function evsesOf(groups) {
  const seen = new Set();
  const tally = [0, 0, 0, 0];
  if (!groups.every((group) => group.evses)) return null;
  for (const rank of tally.keys()) {
    for (const group of groups) {
      for (const evse of group.evses[rank]) {
        if (seen.has(evse)) continue;
        seen.add(evse);
        tally[rank]++;
      }
    }
  }
  const [free, taken, unknown, out] = tally;
  return [seen.size, free, taken, out, unknown];
}

// The counts that tell whether a car can charge.
const standing = (groups) => evsesOf(groups) ?? sum(groups);

function stateOf([total, free, taken, , unknown]) {
  if (free) return "free";
  if (unknown || !total) return "unknown";
  return taken ? "taken" : "out";
}

function stateText(count) {
  const [total, free, , out, unknown] = count;
  const what = stateOf(count);
  if (!total) return "Connectors not known";
  if (what === "out") return "Out of service";
  if (unknown === total) return "State not known";
  const rest = unknown ? `, ${unknown} not known` : out ? `, ${out} out of service` : "";
  return what === "taken" ? `All taken${rest}` : `${free} of ${total} free${rest}`;
}

function evsesText(groups) {
  const count = evsesOf(groups);
  if (!groups.length) return null;
  return count ? `${stateText(count)}; one car each` : "number not known";
}

const shortState = ([total, free, , , unknown]) =>
  !total ? "?" : unknown === total ? `? of ${total}` : `${free}/${total}`;
const kilowatts = (kw) => `${Number(kw.toFixed(kw < 10 ? 1 : 0))} kW`;
const far = (metres) => (metres < 1000 ? `${metres} m` : `${number(Number((metres / 1000).toFixed(metres < 1e5 ? 1 : 0)))} km`);

const fits = (group) =>
  (!wanted.search || !group.off) &&
  (!wanted.families.size || wanted.families.has(kindOf(group).family)) &&
  (!wanted.power || (group.kw ?? 0) >= wanted.power);
const fitting = (station) => station.groups.filter(fits);
const narrowed = () => wanted.search || wanted.families.size > 0 || wanted.power > 0 || wanted.free;

function item(index, groups, kind) {
  const station = DATA.stations[index];
  const x = toX(station.at[1]);
  const kw = groups.reduce((most, group) => Math.max(most, group.kw ?? 0), 0);
  return {
    index,
    x: x - Math.floor(x),
    y: toY(station.at[0]),
    state: kind,
    size: powerClass(kw),
  };
}

function matches(station, groups, kind) {
  // One group must meet all filters.
  if (narrowed() && !groups.length) return false;
  if (wanted.free && kind !== "free") return false;
  if (!wanted.words.length) return true;
  station.folded ??= fold(
    [station.name, station.operator, station.address, station.id]
      .concat(station.groups.flatMap((group) => [kindOf(group).name, kindOf(group).label]))
      .join(" "),
  );
  return wanted.words.every((word) => station.folded.includes(word));
}

function refresh() {
  const items = [];
  DATA.stations.forEach((station, index) => {
    station.groups ??= [];
    const groups = fitting(station);
    const kind = stateOf(standing(groups));
    if (matches(station, groups, kind)) items.push(item(index, groups, kind));
  });
  show(items);
  if (state.card !== null) {
    if (items.some((one) => one.index === state.card)) $("card").replaceChildren(...describe(DATA.stations[state.card]));
    else pick(null);
  }
  relist();
  summarise();
}

// After a change of the filters the map shows what they leave, unless the filter is the map's own view.
function refilter() {
  refresh();
  if (wanted.inView || !scene.items.length) return;
  const points = scene.items.map((one) => [one.x, one.y]);
  if (points.length === DATA.stations.length) showAll();
  else fly(fitted(extent(points), 60, 15));
}

function relist() {
  state.shown = scene.items.map((one) => one.index);
  if (wanted.inView) {
    const inside = ([x, y]) => x >= 0 && y >= 0 && x <= view.width && y <= view.height;
    state.shown = scene.items.filter((one) => inside(toScreen(one.x, one.y))).map((one) => one.index);
  }
  state.drawn = 0;
  $("rows").replaceChildren();
  $("list").scrollTop = 0;
  const all = DATA.stations.length;
  const some = state.shown.length;
  const count = some === all ? `${number(all)} ${all === 1 ? "station" : "stations"}` : `${number(some)} of ${number(all)} stations`;
  $("count").textContent = all ? `${count}, nearest to ${DATA.origin} first` : "No stations";
  extend();
  if (!some) $("rows").append(nothing());
}

function nothing() {
  const box = make("li", "none");
  if (!DATA.stations.length) {
    box.append(make("strong", "", "Nothing here yet"), "A wider search may find a charger.");
    return box;
  }
  const reset = make("button", "", "Show all stations");
  reset.type = "button";
  reset.addEventListener("click", () => {
    $("filters").reset();
    readFilters(true);
  });
  box.append(make("strong", "", "No station fits"), "Try fewer words or filters.", make("br"), reset);
  return box;
}

function extend(until = 0) {
  const end = Math.min(state.shown.length, Math.max(state.drawn + PAGE, until));
  const rows = document.createDocumentFragment();
  for (; state.drawn < end; state.drawn++) rows.append(row(state.shown[state.drawn]));
  $("rows").append(rows);
  $("more").hidden = state.drawn >= state.shown.length;
  markRows();
}

function row(index) {
  const station = DATA.stations[index];
  const groups = fitting(station);
  const [count, cars] = [sum(groups), evsesOf(groups)];
  const best = cars ?? count;
  const plugs = station.groups.map((group) => {
    const kind = stateOf(group.count);
    const label = `${kindOf(group).label}${group.kw === undefined ? "" : ` ${kilowatts(group.kw)}`} `;
    const plug = make("span", fits(group) ? "plug" : "plug off", label, make("b", `is-${kind}`, shortState(group.count)));
    plug.title = `${kindOf(group).name}: ${stateText(group.count)}`;
    return plug;
  });
  if (cars && cars[0] < count[0]) plugs.push(make("span", "cars", `${shortState(cars)} EVSEs`));
  // The name often says the operator, which would hide the street.
  const sub = [fold(station.name ?? "").includes(fold(station.operator ?? "")) ? "" : station.operator, station.address].filter(Boolean).join(" · ");
  const button = make(
    "button",
    "row",
    icon(stateOf(best)),
    make("span", "name", text(station.name ?? "Unnamed station"), make("span", "spoken", `: ${stateText(best)}.`)),
    make("span", "far", far(station.distance)),
    make("span", "sub", text(sub)),
    make("span", "plugs", ...plugs),
  );
  button.type = "button";
  button.dataset.index = index;
  return make("li", "", button);
}

function showRow(index) {
  const place = state.shown.indexOf(index);
  if (place >= state.drawn) extend(place + 10);
  rowOf(index)?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

const rowOf = (index) => $("rows").querySelector(`[data-index="${index}"]`);

function markRows() {
  for (const old of $("rows").querySelectorAll(".hot, .chosen")) {
    old.classList.remove("hot", "chosen");
    old.removeAttribute("aria-current");
  }
  if (scene.hot !== null) rowOf(scene.hot)?.classList.add("hot");
  const chosen = scene.chosen === null ? null : rowOf(scene.chosen);
  chosen?.classList.add("chosen");
  chosen?.setAttribute("aria-current", "true");
}

function heat(index) {
  if (scene.hot === index) return;
  scene.hot = index;
  markRows();
  redraw();
}

function readFilters(reset = false) {
  wanted.words = fold($("words").value).split(/\s+/).filter(Boolean);
  wanted.power = Number($("power").value);
  if (reset) {
    wanted.families.clear();
    wanted.free = wanted.inView = wanted.search = false;
    for (const chip of $("chips").querySelectorAll(".chip")) chip.setAttribute("aria-pressed", "false");
  }
  refilter();
}

function addChips() {
  const toggle = (chip, set, act = refilter) =>
    chip.addEventListener("click", () => {
      const on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(on));
      set(on);
      act();
    });
  toggle($("available"), (on) => (wanted.free = on));
  toggle($("inview"), (on) => (wanted.inView = on), refresh);
  if (DATA.search) {
    const chip = make("button", "chip search", text(DATA.search));
    chip.type = "button";
    chip.title = "The connectors asked for in the search";
    chip.setAttribute("aria-pressed", "true");
    toggle(chip, (on) => (wanted.search = on));
    $("chips").append(chip);
  }
  const counts = new Map();
  for (const station of DATA.stations) {
    const seen = new Map((station.groups ?? []).map((group) => [kindOf(group).family, kindOf(group).label]));
    for (const [family, label] of seen) counts.set(family, [label, (counts.get(family)?.[1] ?? 0) + 1]);
  }
  for (const [family, [label, many]] of [...counts].sort((a, b) => b[1][1] - a[1][1])) {
    const chip = make("button", "chip", label);
    chip.type = "button";
    chip.title = `${number(many)} stations`;
    chip.setAttribute("aria-pressed", "false");
    toggle(chip, (on) => (on ? wanted.families.add(family) : wanted.families.delete(family)));
    $("chips").append(chip);
  }
}

function summarise() {
  const many = (name) => scene.items.filter((one) => one.state === name).length;
  const all = scene.items.length;
  const parts = [`${number(all)} ${all === 1 ? "station" : "stations"}`];
  if (many("free")) parts.push(`${number(many("free"))} free`);
  if (many("unknown")) parts.push(`${number(many("unknown"))} not known`);
  $("summary").textContent = all ? parts.join(" · ") : "No stations found";
}

// What was free when the page was made may not be so any more.
function showAge() {
  const hours = Math.floor((Date.now() - Date.parse($("made").dateTime)) / 3.6e6);
  const [many, unit] = hours < 48 ? [hours, "hour"] : [Math.floor(hours / 24), "day"];
  if (many > 0) $("age").textContent = `, ${new Intl.RelativeTimeFormat("en").format(-many, unit)}`;
}

function listen() {
  const later = (act, wait) => {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
  };
  $("words").addEventListener("input", later(() => readFilters(), 120));
  $("power").addEventListener("change", () => readFilters());
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("more").addEventListener("click", () => extend());
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && extend(), {
    root: $("list"),
    rootMargin: "600px",
  }).observe($("more"));
  const indexOf = (event) => {
    const button = event.target.closest(".row");
    return button ? Number(button.dataset.index) : null;
  };
  const rows = $("rows");
  rows.addEventListener("click", (event) => {
    const index = indexOf(event);
    if (index !== null) pick(index, true, event.detail === 0);
  });
  rows.addEventListener("pointerover", (event) => event.pointerType === "mouse" && heat(indexOf(event)));
  rows.addEventListener("pointerleave", () => heat(null));
  rows.addEventListener("focusin", (event) => heat(indexOf(event)));
  rows.addEventListener("focusout", () => heat(null));
  $("nearer").addEventListener("click", () => zoomBy(1));
  $("farther").addEventListener("click", () => zoomBy(-1));
  $("whole").addEventListener("click", () => showAll());
  $("layer").addEventListener("click", () => useStreets(!streets.on));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.card !== null) dismiss();
    if (event.key === "/" && !/INPUT|SELECT/.test(document.activeElement.tagName)) {
      event.preventDefault();
      $("words").focus();
    }
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readColours();
    redraw();
  });
  new ResizeObserver(() => {
    sizeLayers();
    moved();
  }).observe($("map"));
  listeners.picked = (index) => pick(index);
  listeners.hovered = heat;
  listeners.moved.push(placeCard);
  listeners.still.push(() => {
    if (!wanted.inView) return;
    relist();
    if (scene.chosen !== null) showRow(scene.chosen);
  });
}

function begin() {
  readColours();
  sizeLayers();
  const area = DATA.area;
  if (area) {
    const path = area.path.map(([latitude, longitude]) => [toX(longitude), toY(latitude)]);
    const middle = (Math.min(...path.map((p) => p[0])) + Math.max(...path.map((p) => p[0]))) / 2;
    const level = path.reduce((total, p) => total + p[1], 0) / path.length;
    const centre = area.centre && [toX(area.centre[1]), toY(area.centre[0])];
    scene.area = { ...area, path, middle, level, centre };
  }
  scene.places = DATA.places.map(([name, latitude, longitude]) => ({ name, x: toX(longitude), y: toY(latitude) }));
  showAge();
  addChips();
  listen();
  listenToHands();
  refresh();
  scene.every = scene.items;
  showAll(true);
  useStreets(true);
  $("legend").open = view.width > 620 && view.height > 420;
  $("legend").addEventListener("toggle", redraw);
  if (!DATA.stations.length) {
    const where = area ? "No station in this area fits the search." : "The search found no station.";
    $("welcome").append(icon("bolt"), make("strong", "", "No stations found"), `${where} Try a wider area, or fewer filters.`);
    $("welcome").hidden = false;
    $("legend").hidden = $("filters").hidden = true;
  }
}

begin();
