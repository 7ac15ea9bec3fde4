"use strict";

// The world is a square: web mercator, 0 to 1 from west to east and from north to south.
const LIMIT = 85.0511287798;
const EQUATOR = 40075016.686;
const TILE = 256;
const radians = (degrees) => (degrees * Math.PI) / 180;
const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
const toX = (longitude) => longitude / 360 + 0.5;
const toY = (latitude) => {
  const sine = Math.sin(radians(clamp(latitude, -LIMIT, LIMIT)));
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};
const toLongitude = (x) => (x - 0.5) * 360;
const toLatitude = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
// The copy of a meridian nearest to another meridian: longitudes are cyclic.
const nearest = (x, to) => x - Math.round(x - to);
const metresAcross = (y) => EQUATOR * Math.cos(radians(toLatitude(y)));

const view = { x: 0.5, y: 0.4, zoom: 2, width: 1, height: 1 };
const MOST_ZOOM = 19;
const scale = () => TILE * 2 ** view.zoom;
// The world always fills the view, so that nothing appears twice.
const leastZoom = () => Math.max(0, Math.log2(Math.max(view.width, view.height) / TILE));

function toScreen(x, y) {
  const size = scale();
  return [
    (nearest(x, view.x) - view.x) * size + view.width / 2,
    (y - view.y) * size + view.height / 2,
  ];
}

function toWorld(left, top) {
  const size = scale();
  return [
    view.x + (left - view.width / 2) / size,
    view.y + (top - view.height / 2) / size,
  ];
}

function settle(there) {
  there.zoom = clamp(there.zoom, leastZoom(), MOST_ZOOM);
  const half = view.height / 2 / (TILE * 2 ** there.zoom);
  there.y = half < 0.5 ? clamp(there.y, half, 1 - half) : 0.5;
  there.x -= Math.floor(there.x);
  return there;
}

// The narrowest box around points, which may lie on both sides of the antimeridian.
function extent(points) {
  if (!points.length) return null;
  const xs = points.map((point) => point[0] - Math.floor(point[0])).sort((a, b) => a - b);
  let west = xs[0];
  let gap = xs[0] + 1 - xs[xs.length - 1];
  for (let at = 1; at < xs.length; at++) {
    if (xs[at] - xs[at - 1] > gap) {
      gap = xs[at] - xs[at - 1];
      west = xs[at];
    }
  }
  const ys = points.map((point) => point[1]);
  const least = ys.reduce((a, b) => Math.min(a, b));
  return { west, east: west + 1 - gap, north: least, south: ys.reduce((a, b) => Math.max(a, b)) };
}

// The box around a path with continued longitudes, widened by further points.
function extentWith(path, points) {
  if (!path) return extent(points);
  const box = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  const add = (x, y) => {
    box.west = Math.min(box.west, x);
    box.east = Math.max(box.east, x);
    box.north = Math.min(box.north, y);
    box.south = Math.max(box.south, y);
  };
  for (const [x, y] of path) add(x, y);
  const middle = (box.west + box.east) / 2;
  for (const [x, y] of points) add(nearest(x, middle), y);
  return box;
}

function fitted(box, margin, most) {
  if (!box) return settle({ x: 0.5, y: 0.42, zoom: 0 });
  const room = (length) => Math.max(60, length - 2 * margin) / TILE;
  const wide = Math.log2(room(view.width) / Math.max(box.east - box.west, 1e-9));
  const high = Math.log2(room(view.height) / Math.max(box.south - box.north, 1e-9));
  return settle({
    x: (box.west + box.east) / 2,
    y: (box.north + box.south) / 2,
    zoom: Math.min(wide, high, most),
  });
}

// The largest of 1, 2 or 5 times a power of ten that is not greater.
function round125(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

const STEPS = [90, 60, 30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];
const gridStep = () => {
  const degrees = (110 / scale()) * 360;
  return STEPS.findLast((step) => step >= degrees) ?? 90;
};

function degrees(value, plus, minus, step) {
  const digits = step < 1 ? Math.ceil(-Math.log10(step)) : 0;
  const turned = plus === "E" ? ((((value + 180) % 360) + 360) % 360) - 180 : value;
  const text = Math.abs(turned).toFixed(digits);
  if (Number(text) === 180) return "180°";
  return Number(text) === 0 ? "0°" : `${text}° ${turned < 0 ? minus : plus}`;
}
