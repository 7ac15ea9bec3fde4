// Drawing: background, area, stations and groups.
const STATES = ["free", "taken", "out", "unknown"];
const RADII = [5, 6.5, 8.5, 10.5];
const GATHER = 54;
const TOUCHING = 13;
const FEW = 40;
const WIDEST = 64;
const APART = 17;
const powerClass = (kw) => (kw > 150 ? 3 : kw > 50 ? 2 : kw > 15 ? 1 : 0);

const paint = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "soft", "accent", "grid", "town", "edge", ...STATES]) {
    paint[name] = style.getPropertyValue(`--${name}`).trim();
  }
  paint.font = getComputedStyle(document.body).fontFamily;
}

const layers = {};
function sizeLayers() {
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const { width, height } = document.getElementById("map").getBoundingClientRect();
  view.width = Math.max(1, width);
  view.height = Math.max(1, height);
  for (const name of ["ground", "streets", "marks"]) {
    const canvas = document.getElementById(name);
    canvas.width = Math.round(view.width * ratio);
    canvas.height = Math.round(view.height * ratio);
    layers[name] = canvas.getContext("2d");
    layers[name].setTransform(ratio, 0, 0, ratio, 0, 0);
  }
}

// Groups of stations that would overlap at a zoom, each at the mean of its members.
function gather(items, zoom) {
  const size = TILE * 2 ** zoom;
  const reach = GATHER / size;
  const cells = Math.max(1, Math.floor(1 / reach));
  const grid = new Map();
  const cellOf = (value) => Math.min(cells - 1, Math.floor(value * cells));
  for (const item of items) {
    const key = cellOf(item.x) * cells + cellOf(item.y);
    if (!grid.has(key)) grid.set(key, []);
    grid.get(key).push(item);
  }
  const done = new Set();
  const near = (item, limit) => {
    const found = new Set();
    for (let column = -1; column <= 1; column++) {
      for (let line = -1; line <= 1; line++) {
        const y = cellOf(item.y) + line;
        if (y < 0 || y >= cells) continue;
        const x = (cellOf(item.x) + column + cells) % cells;
        for (const other of grid.get(x * cells + y) ?? []) {
          const away = Math.hypot(nearest(other.x, item.x) - item.x, other.y - item.y);
          if (!done.has(other) && away <= limit) found.add(other);
        }
      }
    }
    return [...found];
  };
  const nodes = [];
  for (const item of items) {
    if (done.has(item)) continue;
    let members = zoom >= APART ? [item] : near(item, reach);
    // Few stations are not grouped, unless their markers touch.
    if (members.length < 4 || items.length <= FEW) members = zoom >= APART ? [item] : near(item, TOUCHING / size);
    for (const member of members) done.add(member);
    nodes.push(node(members));
  }
  return parted(nodes, size);
}

// Overlapping groups are merged.
function parted(nodes, size) {
  const singles = nodes.filter((made) => made.items.length === 1);
  let groups = nodes.filter((made) => made.items.length > 1);
  for (let pass = 0; pass < 4; pass++) {
    const before = groups.length;
    groups = joined(groups, size);
    if (groups.length === before) break;
  }
  return [...singles, ...groups];
}

function joined(groups, size) {
  const cells = Math.max(1, Math.floor(size / WIDEST));
  const grid = new Map();
  const kept = [];
  for (const made of groups) {
    const column = Math.floor((made.x - Math.floor(made.x)) * cells);
    const line = Math.floor(made.y * cells);
    const overlaps = (other) => {
      const away = Math.hypot(nearest(made.x, other.x) - other.x, made.y - other.y) * size;
      return away < 0.86 * (made.radius + other.radius);
    };
    let host;
    for (let at = 0; at < 9 && !host; at++) {
      const x = (column + (at % 3) - 1 + cells) % cells;
      host = grid.get(`${x} ${line + Math.floor(at / 3) - 1}`)?.find(overlaps);
    }
    if (host) Object.assign(host, node([...host.items, ...made.items]));
    else {
      kept.push(made);
      const key = `${column} ${line}`;
      grid.set(key, [...(grid.get(key) ?? []), made]);
    }
  }
  return kept;
}

function node(items) {
  const first = items[0];
  const made = { items, x: 0, y: 0, counts: { free: 0, taken: 0, out: 0, unknown: 0 } };
  for (const item of items) {
    made.x += nearest(item.x, first.x) / items.length;
    made.y += item.y / items.length;
    made.counts[item.state]++;
  }
  made.radius = items.length === 1 ? RADII[first.size] : 13 + 4.6 * Math.log10(items.length);
  return made;
}

function outline(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "free") context.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape === "taken") context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else if (shape === "out") {
    context.moveTo(x, y + r * 1.05);
    context.lineTo(x + r * 1.1, y - r * 0.85);
    context.lineTo(x - r * 1.1, y - r * 0.85);
    context.closePath();
  } else {
    context.moveTo(x, y - r * 1.1);
    context.lineTo(x + r * 1.1, y);
    context.lineTo(x, y + r * 1.1);
    context.lineTo(x - r * 1.1, y);
    context.closePath();
  }
}

function drawStation(context, item, x, y, emphasis) {
  const r = RADII[item.size] + (emphasis ? 3 : 0);
  if (emphasis) halo(context, x, y, r + 6);
  context.lineJoin = "round";
  outline(context, item.state, x, y, r);
  // Unknown is hollow: it must not look like a known state.
  const hollow = item.state === "unknown";
  context.lineWidth = hollow ? 6 : 4;
  context.strokeStyle = paint.edge;
  context.stroke();
  context.fillStyle = hollow ? paint.paper : paint[item.state];
  context.fill();
  if (hollow) {
    context.lineWidth = 2.2;
    context.strokeStyle = paint.unknown;
    context.stroke();
  }
}

function drawGroup(context, made, x, y, emphasis) {
  const r = made.radius + (emphasis ? 2 : 0);
  if (emphasis) halo(context, x, y, r + 6);
  context.beginPath();
  context.arc(x, y, r + 1.5, 0, 2 * Math.PI);
  context.fillStyle = paint.edge;
  context.fill();
  let start = -Math.PI / 2;
  for (const state of STATES) {
    const part = (made.counts[state] / made.items.length) * 2 * Math.PI;
    if (!part) continue;
    context.beginPath();
    context.moveTo(x, y);
    // Unknown is a thin line, distinct without colour as well.
    context.arc(x, y, state === "unknown" ? r - 2.5 : r, start, start + part);
    context.closePath();
    context.fillStyle = paint[state];
    context.fill();
    start += part;
  }
  context.beginPath();
  context.arc(x, y, r - 5, 0, 2 * Math.PI);
  context.fillStyle = paint.paper;
  context.fill();
  const count = made.items.length;
  context.fillStyle = paint.ink;
  context.font = `600 ${count > 999 ? 12 : 11.5}px ${paint.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(count > 9999 ? `${Math.round(count / 1000)}k` : String(count), x, y + 0.5);
}

function halo(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.globalAlpha = 0.25;
  context.fillStyle = paint.accent;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = paint.accent;
  context.stroke();
}

function drawArea(context, area) {
  if (!area) return;
  const size = scale();
  const shift = nearest(area.middle, view.x) - area.middle;
  const place = ([x, y]) => [
    (x + shift - view.x) * size + view.width / 2,
    (y - view.y) * size + view.height / 2,
  ];
  const trace = () => {
    context.beginPath();
    for (const point of area.path) context.lineTo(...place(point));
  };
  context.lineJoin = context.lineCap = "round";
  if (area.kind === "corridor") {
    if (area.width) {
      context.globalAlpha = 0.16;
      context.lineWidth = (area.width / metresAcross(area.level)) * size;
      context.strokeStyle = paint.accent;
      trace();
      context.stroke();
    }
    context.globalAlpha = 1;
    context.lineWidth = 3;
  } else {
    trace();
    context.closePath();
    context.globalAlpha = 0.07;
    context.fillStyle = paint.accent;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2;
  }
  context.strokeStyle = paint.accent;
  context.setLineDash(area.kind === "corridor" ? [] : [7, 5]);
  trace();
  if (area.kind !== "corridor") context.closePath();
  context.stroke();
  context.setLineDash([]);
  if (area.centre) {
    const [x, y] = place([area.centre[0], area.centre[1]]);
    context.lineWidth = 2;
    context.beginPath();
    for (const [dx, dy] of [[7, 0], [0, 7]]) {
      context.moveTo(x - dx, y - dy);
      context.lineTo(x + dx, y + dy);
    }
    context.stroke();
  }
}

// Without tiles: a grid of degrees, and the towns of the station addresses.
function drawGround(context, places, nodes) {
  const size = scale();
  const step = gridStep();
  const [west, north] = toWorld(0, 0);
  const [east, south] = toWorld(view.width, view.height);
  context.strokeStyle = paint.grid;
  context.lineWidth = 1;
  context.font = `11px ${paint.font}`;
  const labels = [];
  context.beginPath();
  for (let at = Math.ceil(toLongitude(west) / step); at * step <= toLongitude(east); at++) {
    const x = Math.round((toX(at * step) - view.x) * size + view.width / 2) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, view.height);
    labels.push([degrees(at * step, "E", "W", step), x + 4, 12]);
  }
  for (let at = Math.ceil(toLatitude(south) / step); at * step <= toLatitude(north); at++) {
    const y = Math.round((toY(at * step) - view.y) * size + view.height / 2) + 0.5;
    context.moveTo(0, y);
    context.lineTo(view.width, y);
    if (y > 24) labels.push([degrees(at * step, "N", "S", step), besideFrame(y - 5), y - 5]);
  }
  context.stroke();
  context.fillStyle = paint.soft;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  for (const label of labels) context.fillText(...label);
  drawPlaces(context, places, nodes);
}

// The left end of a label: at the edge, or right of the legend, scale and notes that would cover it.
function besideFrame(y) {
  const map = $("map").getBoundingClientRect();
  let x = 5;
  for (const part of document.querySelectorAll(".legend, .foot > *")) {
    const box = part.getBoundingClientRect();
    const isBeside = y + 2 < box.top - map.top || y - 11 > box.bottom - map.top || x + 56 < box.left - map.left;
    if (!isBeside) x = Math.max(x, box.right - map.left + 6);
  }
  return x;
}

// Names that would overlap a marker or another name are left out.
function drawPlaces(context, places, nodes) {
  const boxes = nodes.map((made) => {
    const [x, y] = toScreen(made.x, made.y);
    return [x - made.radius, y - made.radius, x + made.radius, y + made.radius];
  });
  const most = boxes.length + 40;
  const isFree = (box) =>
    !boxes.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]);
  context.textAlign = "center";
  for (const [rank, place] of places.entries()) {
    if (boxes.length >= most) break;
    const [x, y] = toScreen(place.x, place.y);
    if (x < -40 || y < 0 || x > view.width + 40 || y > view.height) continue;
    const large = rank < 6;
    context.font = `${large ? "600 14" : "12.5"}px ${paint.font}`;
    const half = context.measureText(place.name).width / 2 + 4;
    const spots = [0, 24, 36, -24, -36].map((down) => [x - half, y + down - 8, x + half, y + down + 9]);
    const box = spots.find(isFree);
    if (!box) continue;
    boxes.push(box);
    context.fillStyle = paint.town;
    context.fillText(place.name, x, box[1] + 12.5);
  }
}
