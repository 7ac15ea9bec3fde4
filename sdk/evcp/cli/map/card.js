// The card of a station: content, position, and the view around it.
function pick(index, fromList = false, byKey = false) {
  scene.chosen = state.card = index;
  const card = $("card");
  card.hidden = index === null;
  $("legend").classList.toggle("under", index !== null);
  if (index !== null) {
    const station = DATA.stations[index];
    card.replaceChildren(...describe(station));
    card.scrollTop = 0;
    state.back = byKey ? index : null;
    if (fromList) reveal(station);
    else {
      showRow(index);
      makeRoom(station);
    }
    if (byKey) card.focus({ preventScroll: true });
  }
  markRows();
  redraw();
}

// From the list: zoom to the station until it is not grouped, with room for its card.
function reveal(station) {
  const [x, y] = [toX(station.at[1]), toY(station.at[0])];
  const reach = GATHER / (TILE * 2 ** 15);
  const close = scene.items.filter((one) => Math.hypot(nearest(one.x, x) - x, one.y - y) < reach);
  const zoom = Math.max(view.zoom, close.length > 1 ? APART : 15);
  // In a narrow view the card is at the bottom, otherwise at the station.
  const half = $("card").offsetHeight / 2 + 8;
  const offset = isNarrow() ? -half : Math.min(half, view.height / 2 - 40);
  fly({ x, y: y - offset / (TILE * 2 ** zoom), zoom });
}

const isNarrow = () => view.width < 520;

// From the map: pan only as far as the card needs.
function makeRoom(station) {
  const [x, y] = toScreen(toX(station.at[1]), toY(station.at[0]));
  const card = $("card");
  if (isNarrow()) {
    const over = y - (view.height - card.offsetHeight - 34);
    if (over > 0) fly({ x: view.x, y: view.y + over / scale(), zoom: view.zoom }, 260);
    return;
  }
  const half = card.offsetWidth / 2 + 12;
  const dx = clamp(x, half, Math.max(half, view.width - half - 54)) - x;
  const top = card.offsetHeight + 34;
  const dy = clamp(y, Math.min(top, view.height - 30), view.height - 30) - y;
  if (dx || dy) fly({ x: view.x - dx / scale(), y: view.y - dy / scale(), zoom: view.zoom }, 260);
}

function placeCard() {
  if (state.card === null) return;
  const card = $("card");
  const station = DATA.stations[state.card];
  const [x, y] = toScreen(toX(station.at[1]), toY(station.at[0]));
  const [left, top] = isNarrow()
    ? [(view.width - card.offsetWidth) / 2, view.height - card.offsetHeight - 8]
    : [x - card.offsetWidth / 2, y - card.offsetHeight - 20];
  card.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

function describe(station) {
  const name = make("h2", "", text(station.name ?? "Unnamed station"));
  name.id = "card-name";
  const close = make("button", "close", "×");
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", dismiss);
  const groups = fitting(station);
  const count = standing(groups);
  const kind = stateOf(count);
  const others = station.groups.length - groups.length;
  const facts = make("dl");
  const fact = (label, value) => value && facts.append(make("dt", "", label), make("dd", "", value));
  fact("Plugs", groups.length ? stateText(sum(groups)) : null);
  fact("EVSEs", evsesText(groups));
  fact("Hours", station.hours ? text(station.hours) : station.groups.some((g) => g.hours) ? null : "not known");
  fact("Access", station.access && text(station.access));
  fact("Phone", station.phone && links(station.phone));
  fact("Website", station.web && links(station.web, (anchor) => anchor.host));
  fact("Notes", station.notes && text(station.notes));
  fact("Live state", station.live ?? "no live data");
  fact("Data of", station.updated);
  fact("Place", `${station.at[0].toFixed(5)}, ${station.at[1].toFixed(5)} (${far(station.distance)})`);
  return [
    make("header", "", name, close),
    station.operator ? make("p", "quiet", text(station.operator)) : null,
    station.address ? make("p", "quiet", text(station.address)) : null,
    make("p", `state is-${kind}`, icon(kind), stateText(count)),
    others ? make("p", "quiet", "Counted: the connectors that fit the filters.") : null,
    make("p", "links", ...routes(station.entrance ?? station.at)),
    station.groups.length ? make("ul", "", ...station.groups.map(describeGroup)) : null,
    facts,
  ].filter(Boolean);
}

function describeGroup(group) {
  const kind = kindOf(group);
  const power = group.kw === undefined ? "power not known" : kilowatts(group.kw);
  const more = [kind.name, ...(group.prices ?? []), group.hours].filter(Boolean);
  return make(
    "li",
    fits(group) ? "" : "off",
    make("span", "", make("b", "", kind.label), ` ${power}`),
    make("span", `number is-${stateOf(group.count)}`, stateText(group.count)),
    ...more.map((line) => make("small", "", text(line))),
  );
}

// Only these schemes become links, whatever the data says.
function anchor(label, address) {
  const made = make("a", "", label);
  made.href = address;
  if (!/^(geo|tel|https?):$/.test(made.protocol)) return make("span", "", label);
  if (made.protocol.startsWith("http")) Object.assign(made, { target: "_blank", rel: "noopener noreferrer" });
  return made;
}

// An app for navigation takes the first link; a browser the second. Both want latitude, longitude.
function routes([latitude, longitude]) {
  const place = `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
  return [
    anchor("Navigate", `geo:${place}?q=${place}`),
    anchor("Route in the browser", `https://www.openstreetmap.org/directions?to=${place}`),
  ];
}

function links(entries, labelOf = () => "") {
  const box = document.createDocumentFragment();
  entries.forEach(([value, address], at) => {
    const link = address ? anchor(text(value), address) : text(value);
    const label = link.href && labelOf(link);
    if (label) link.replaceChildren(text(label));
    box.append(at ? ", " : "", link);
  });
  return box;
}

function dismiss() {
  const row = state.back === null ? null : rowOf(state.back);
  pick(null);
  state.back = null;
  (row ?? $("marks")).focus({ preventScroll: true });
}
