// The view: movement, tiles, hit tests.
const $ = (id) => document.getElementById(id);
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const scene = { items: [], nodes: [], nodeOf: new Map(), level: NaN, area: null, places: [], hot: null, chosen: null };
const listeners = { moved: [], still: [], picked: () => {}, hovered: () => {} };
const streets = { on: false, ready: false, store: new Map(), wait: 0 };
let drawing = 0;
let motion = null;
let stillTimer = 0;

function redraw() {
  if (!drawing) drawing = requestAnimationFrame(draw);
}

function moved() {
  settle(view);
  redraw();
  clearTimeout(stillTimer);
  stillTimer = setTimeout(() => {
    redraw();
    for (const tell of listeners.still) tell();
  }, 140);
}

function show(items) {
  scene.items = items;
  scene.level = NaN;
  redraw();
}

function regroup() {
  const level = Math.floor(view.zoom + 0.5);
  if (level === scene.level) return;
  scene.level = level;
  scene.nodes = gather(scene.items, level);
  // Groups first, the most important markers last, on top.
  const rank = (made) => (made.items.length > 1 ? -1 : 3 - STATES.indexOf(made.items[0].state));
  scene.nodes.sort((a, b) => rank(a) - rank(b));
  scene.nodeOf = new Map();
  for (const made of scene.nodes) for (const item of made.items) scene.nodeOf.set(item.index, made);
}

function draw() {
  drawing = 0;
  regroup();
  drawScale(); // before the ground, whose labels keep clear of it
  const { ground, streets: tiles, marks } = layers;
  for (const context of [ground, tiles, marks]) context.clearRect(0, 0, view.width, view.height);
  const covered = streets.ready && drawTiles(tiles);
  if (!covered) drawGround(ground, scene.places, scene.nodes);
  drawArea(marks, scene.area);
  const special = new Set();
  for (const index of [scene.hot, scene.chosen]) {
    if (scene.nodeOf.has(index)) special.add(scene.nodeOf.get(index));
  }
  for (const made of scene.nodes) if (!special.has(made)) drawNode(marks, made, false);
  for (const made of special) drawNode(marks, made, true);
  for (const tell of listeners.moved) tell();
}

function drawNode(context, made, emphasis) {
  const [x, y] = toScreen(made.x, made.y);
  if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) return;
  if (made.items.length === 1) drawStation(context, made.items[0], x, y, emphasis);
  else drawGroup(context, made, x, y, emphasis);
}

function drawScale() {
  const across = metresAcross(view.y) / scale();
  const metres = round125(110 * across);
  $("scale").textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  $("measure").style.width = `${metres / across}px`;
}

// Draws loaded tiles, requests missing ones, and returns true if all were loaded.
function drawTiles(context) {
  const zoom = clamp(Math.round(view.zoom), 0, MOST_ZOOM);
  const count = 2 ** zoom;
  const size = scale() / count;
  const left = view.x * count - view.width / 2 / size;
  const top = view.y * count - view.height / 2 / size;
  let complete = true;
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(count, top + view.height / size); row++) {
    for (let column = Math.floor(left); column < left + view.width / size; column++) {
      const x = Math.round((column - left) * size);
      const y = Math.round((row - top) * size);
      const box = [x, y, Math.round((column + 1 - left) * size) - x, Math.round((row + 1 - top) * size) - y];
      complete = drawTile(context, zoom, ((column % count) + count) % count, row, box) && complete;
    }
  }
  while (streets.store.size > 500) streets.store.delete(streets.store.keys().next().value);
  return complete;
}

function drawTile(context, zoom, column, row, box) {
  // Tiles are requested only when the map rests or is dragged, not while it zooms.
  const image = tile(zoom, column, row, !motion && performance.now() > streets.wait);
  if (image?.ready) {
    context.drawImage(image, ...box);
    return true;
  }
  // Until it arrives, a part of a coarser tile.
  for (let up = 1; up <= 5 && up <= zoom; up++) {
    const parts = 2 ** up;
    const coarse = tile(zoom - up, Math.floor(column / parts), Math.floor(row / parts), false);
    if (!coarse?.ready) continue;
    const part = TILE / parts;
    context.drawImage(coarse, (column % parts) * part, (row % parts) * part, part, part, ...box);
    return true;
  }
  return false;
}

function tile(zoom, column, row, ask) {
  const key = `${zoom}/${column}/${row}`;
  const known = streets.store.get(key);
  if (known || !ask) return known;
  const image = new Image();
  image.ready = false;
  image.onload = () => {
    image.ready = true;
    redraw();
  };
  image.src = `${DATA.tiles}/${key}.png`;
  streets.store.set(key, image);
  return image;
}

// One tile is a probe: OpenStreetMap rejects pages without a referrer, such as a page opened from a file,
// and its error response has a picture that looks like a tile.
async function useStreets(on) {
  Object.assign(streets, { on, ready: false });
  streets.store.clear();
  $("layer").setAttribute("aria-pressed", String(on));
  $("note").textContent = "";
  redraw();
  if (!on) return;
  try {
    const answer = await fetch(`${DATA.tiles}/0/0/0.png`);
    if (!answer.ok) throw new Error("refused");
    streets.ready = streets.on;
  } catch (error) {
    const refused = error.message === "refused";
    const local = refused && location.protocol === "file:";
    $("note").textContent = local
      ? "Street map refused to local files"
      : `Street map ${refused ? "refused" : "not reachable"}`;
    $("layer").setAttribute("aria-pressed", "false");
    streets.on = false;
  }
  redraw();
}

function fly(there, milliseconds = 420) {
  const from = { ...view };
  const to = settle({ ...there });
  to.x = nearest(to.x, from.x);
  const span = Math.hypot(to.x - from.x, to.y - from.y) * TILE * 2 ** Math.min(from.zoom, to.zoom);
  stop();
  if (calm.matches || span > 4 * Math.max(view.width, view.height)) {
    Object.assign(view, { x: to.x, y: to.y, zoom: to.zoom });
    moved();
    return;
  }
  const began = performance.now();
  const turn = to.zoom - from.zoom;
  const step = (now) => {
    const time = clamp((now - began) / milliseconds, 0, 1);
    const eased = 1 - (1 - time) ** 3;
    view.zoom = from.zoom + turn * eased;
    // Zoom around a fixed point.
    const part = Math.abs(turn) < 0.01 ? eased : (1 - 2 ** (-turn * eased)) / (1 - 2 ** -turn);
    view.x = from.x + (to.x - from.x) * part;
    view.y = from.y + (to.y - from.y) * part;
    motion = time < 1 ? requestAnimationFrame(step) : null;
    moved();
  };
  motion = requestAnimationFrame(step);
}

function stop() {
  if (motion) cancelAnimationFrame(motion);
  motion = null;
}

function panBy(dx, dy) {
  view.x += dx / scale();
  view.y += dy / scale();
  moved();
}

function zoomAt(left, top, zoom) {
  const [x, y] = toWorld(left, top);
  view.zoom = clamp(zoom, leastZoom(), MOST_ZOOM);
  const size = scale();
  view.x = x - (left - view.width / 2) / size;
  view.y = y - (top - view.height / 2) / size;
  streets.wait = performance.now() + 130;
  moved();
}

const zoomBy = (steps) => fly({ ...view, zoom: Math.round(view.zoom + steps) }, 220);
const showAll = (instant) => {
  const points = (scene.items.length ? scene.items : scene.every).map((item) => [item.x, item.y]);
  const there = fitted(extentWith(scene.area?.path, points), 46, 16);
  if (!instant) return fly(there);
  Object.assign(view, there);
  moved();
};

function nodeAt(left, top, slack) {
  for (let at = scene.nodes.length - 1; at >= 0; at--) {
    const made = scene.nodes[at];
    const [x, y] = toScreen(made.x, made.y);
    if (Math.hypot(x - left, y - top) <= made.radius + slack) return made;
  }
  return null;
}

function press(left, top, slack) {
  const made = nodeAt(left, top, slack);
  if (!made) return listeners.picked(null);
  if (made.items.length === 1) return listeners.picked(made.items[0].index);
  const box = extent(made.items.map((item) => [item.x, item.y]));
  const there = fitted(box, 70, APART + 1);
  return fly(there.zoom < view.zoom + 1 ? { ...there, zoom: view.zoom + 1.5 } : there);
}

function listenToHands() {
  const canvas = $("marks");
  const fingers = new Map();
  let travelled = 0;
  let trail = [];
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const middle = () => {
    const all = [...fingers.values()];
    const sum = all.reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
    const spread = all.length > 1 ? Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1]) : 0;
    return [sum[0] / all.length, sum[1] / all.length, spread];
  };
  canvas.addEventListener("pointerdown", (event) => {
    stop();
    if (!fingers.size) [travelled, trail] = [0, []];
    fingers.set(event.pointerId, at(event));
    if (fingers.size > 1) travelled = Infinity;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const point = at(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      const found = event.pointerType === "mouse" ? nodeAt(...point, 3) : null;
      canvas.classList.toggle("point", found !== null);
      return listeners.hovered(found?.items.length === 1 ? found.items[0].index : null);
    }
    const [x, y, spread] = middle();
    fingers.set(event.pointerId, point);
    const [nowX, nowY, nowSpread] = middle();
    travelled += Math.hypot(nowX - x, nowY - y);
    if (travelled < 4) return undefined;
    canvas.classList.add("drag");
    panBy(x - nowX, y - nowY);
    if (spread && nowSpread) zoomAt(nowX, nowY, view.zoom + Math.log2(nowSpread / spread));
    trail = [...trail.slice(-4), [event.timeStamp, nowX, nowY]];
    return undefined;
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    canvas.classList.remove("drag");
    if (event.type === "pointercancel") return;
    if (travelled < 4) press(...at(event), event.pointerType === "mouse" ? 3 : 11);
    else glide(trail, event.timeStamp);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => listeners.hovered(null));
  canvas.addEventListener("dblclick", (event) => {
    if (!nodeAt(...at(event), 3)) {
      const [x, y] = toWorld(...at(event));
      fly({ x: (x + view.x) / 2, y: (y + view.y) / 2, zoom: view.zoom + 1 }, 220);
    }
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      stop();
      const unit = event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? 300 : 1;
      const turn = clamp(event.deltaY * unit, -240, 240) * (event.ctrlKey ? 0.012 : 0.0035);
      zoomAt(...at(event), view.zoom - turn);
    },
    { passive: false },
  );
  const keys = {
    ArrowLeft: () => panBy(-90, 0),
    ArrowRight: () => panBy(90, 0),
    ArrowUp: () => panBy(0, -90),
    ArrowDown: () => panBy(0, 90),
    "+": () => zoomBy(1),
    "=": () => zoomBy(1),
    "-": () => zoomBy(-1),
    _: () => zoomBy(-1),
    Home: () => showAll(),
    0: () => showAll(),
  };
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
    if (!act) return;
    event.preventDefault();
    stop();
    act();
  });
}

// The map continues for a moment after a fast drag.
function glide(trail, now) {
  const recent = trail.filter(([time]) => now - time < 90);
  if (calm.matches || recent.length < 2) return;
  const [[begin, x0, y0], [end, x1, y1]] = [recent[0], recent[recent.length - 1]];
  let [vx, vy] = [(x1 - x0) / (end - begin || 1), (y1 - y0) / (end - begin || 1)];
  if (Math.hypot(vx, vy) < 0.25) return;
  let last = performance.now();
  const step = (time) => {
    const passed = clamp(time - last, 0, 40);
    last = time;
    const fade = Math.exp(-passed / 180);
    panBy(-vx * passed, -vy * passed);
    [vx, vy] = [vx * fade, vy * fade];
    motion = Math.hypot(vx, vy) > 0.02 ? requestAnimationFrame(step) : null;
    if (!motion) redraw();
  };
  motion = requestAnimationFrame(step);
}
