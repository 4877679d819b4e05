// A small slippy map on a canvas: Web Mercator for degrees, a plain frame for planar coordinates.
// World coordinates run from 0 to 1, y downwards; the view is a centre and pixels per world unit.

const TILE_SIZE = 256;
const MAX_TILE_ZOOM = 19;
const EARTH_CIRCUMFERENCE_M = 40075016.7;
const HIT_PX = 12;
const CROWDED_ROUTES = 12;

function mercator([lon, lat]) {
  const clipped = Math.max(-85.05, Math.min(85.05, lat));
  const sine = Math.sin((clipped * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function planarProjection(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x); right = Math.max(right, x);
    top = Math.min(top, -y); bottom = Math.max(bottom, -y);
  }
  const extent = Math.max(right - left, bottom - top) || 1;
  return ([x, y]) => [(x - left) / extent, (-y - top) / extent];
}

class RouteMap {
  /** `listeners` has `hover(route)`, `select(route)` and `describe(place) -> Element`. */
  constructor(container, data, listeners) {
    Object.assign(this, { container, data, listeners });
    this.canvas = element("canvas", {
      tabindex: 0, role: "img",
      "aria-label": "Map of all routes. Arrow keys pan, plus and minus zoom, 0 fits everything.",
    });
    this.context = this.canvas.getContext("2d");
    this.highlighted = new Set();
    this.pointers = new Map();
    this.tiles = new Map();
    this.tilesOn = false;
    this.selected = null;
    this.project();
    this.furnish();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(container);
    darkScheme.addEventListener("change", () => { this.recolour(); this.redraw(); });
    this.recolour();
  }

  project() {
    const { depots, stops, routes } = this.data;
    const located = [...depots, ...stops].map((place) => place.point).filter(Boolean);
    const toWorld = this.data.planar ? planarProjection(located) : mercator;
    const worldOf = (place) => (place.point ? toWorld(place.point) : null);
    this.places = [];
    depots.forEach((depot, index) => this.addPlace("depot", index, worldOf(depot), null, null));
    routes.forEach((route, number) => route.visits.forEach((visit, order) =>
      this.addPlace("stop", visit.stop, worldOf(stops[visit.stop]), number, order)));
    this.data.unassigned.forEach(({ stop }, order) =>
      this.addPlace("unassigned", stop, worldOf(stops[stop]), null, order));
    this.lines = routes.map((route) => route.line.map(toWorld));
    this.spacing = typicalSpacing(this.places);
  }

  addPlace(kind, index, world, route, order) {
    if (world) this.places.push({ kind, index, world, route, order });
  }

  furnish() {
    const button = (label, text, action) =>
      element("button", { type: "button", "aria-label": label, title: label, onclick: action }, text);
    this.scaleBar = element("span", { class: "scale", hidden: this.data.planar });
    this.attribution = element("span", { hidden: true }, "© ",
      element("a", { href: "https://www.openstreetmap.org/copyright", rel: "noopener" }, "OpenStreetMap contributors"));
    const tiles = element("label", {}, element("input", {
      type: "checkbox", onchange: (event) => this.showTiles(event.target.checked) }), "road tiles (online)");
    this.tooltip = element("div", { class: "tooltip", hidden: true });
    this.container.append(this.canvas, this.tooltip,
      element("div", { class: "map-buttons" },
        button("Zoom in", "+", () => this.zoomBy(1.6)),
        button("Zoom out", "−", () => this.zoomBy(1 / 1.6)),
        button("Fit all routes", "⤢", () => this.fit())),
      element("div", { class: "map-foot" },
        this.data.planar ? null : tiles, this.attribution, this.data.planar ? null : this.scaleBar));
  }

  recolour() {
    this.colours = this.data.routes.map((route) => schemeColour(route.colour));
    this.theme = Object.fromEntries(["card", "ink", "soft", "land", "grid"].map((name) => [name, styleValue("--" + name)]));
    this.theme.unassigned = schemeColour(this.data.unassignedColour);
  }

  // ── the view ──────────────────────────────────────────────────────────────────────────────

  resize() {
    const ratio = Math.min(devicePixelRatio || 1, 3);
    const { clientWidth: width, clientHeight: height } = this.container;
    const first = !this.view;
    Object.assign(this, { width, height, ratio });
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    if (first || this.fitted) this.fit();
    else this.draw();
  }

  fit(route = null) {
    const line = route === null ? null : this.lines[route];
    const points = line && line.length ? line : this.places.map((place) => place.world);
    if (!points.length) { this.view = { x: 0.5, y: 0.5, scale: 512 }; return this.redraw(); }
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of points) {
      left = Math.min(left, x); right = Math.max(right, x);
      top = Math.min(top, y); bottom = Math.max(bottom, y);
    }
    const margin = Math.min(48, this.width / 10);
    const scale = Math.min(
      (this.width - 2 * margin) / Math.max(right - left, 1e-9),
      (this.height - 2 * margin) / Math.max(bottom - top, 1e-9));
    this.view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: this.clampScale(scale) };
    this.fitted = route === null;
    this.redraw();
  }

  clampScale(scale) {
    const [low, high] = this.data.planar ? [64, 1e5] : [TILE_SIZE, TILE_SIZE * 2 ** 20];
    return Math.max(low, Math.min(high, scale));
  }

  zoomBy(factor, x = this.width / 2, y = this.height / 2) {
    const scale = this.clampScale(this.view.scale * factor);
    const shift = 1 / this.view.scale - 1 / scale;
    this.view.x += (x - this.width / 2) * shift;
    this.view.y += (y - this.height / 2) * shift;
    this.view.scale = scale;
    this.fitted = false;
    this.redraw();
  }

  panBy(dx, dy) {
    this.view.x -= dx / this.view.scale;
    this.view.y -= dy / this.view.scale;
    this.fitted = false;
    this.redraw();
  }

  toScreen([x, y]) {
    const { view } = this;
    return [(x - view.x) * view.scale + this.width / 2, (y - view.y) * view.scale + this.height / 2];
  }

  redraw() {
    if (this.frame || !this.width) return;
    this.frame = requestAnimationFrame(() => { this.frame = null; this.draw(); });
  }

  // ── drawing ───────────────────────────────────────────────────────────────────────────────

  draw() {
    if (!this.view) return;
    const { context, theme } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.fillStyle = theme.land;
    context.fillRect(0, 0, this.width, this.height);
    if (this.tilesOn) this.drawTiles();
    else this.drawGrid();
    this.radius = Math.max(2.2, Math.min(10, 0.36 * this.spacing * this.view.scale));
    const lit = [...this.highlighted];
    const routes = this.lines.map((_, route) => route);
    for (const route of routes) if (!this.highlighted.has(route)) this.drawLine(route, lit.length > 0);
    for (const route of lit) this.drawLine(route, false);
    this.drawPlaces(lit.length > 0);
    this.drawScale();
    this.placePopup();
  }

  drawGrid() {
    const { context, view } = this;
    const step = 2 ** Math.round(Math.log2(110 / view.scale));
    const [left, top] = [view.x - this.width / 2 / view.scale, view.y - this.height / 2 / view.scale];
    context.beginPath();
    for (let x = Math.ceil(left / step) * step; (x - left) * view.scale < this.width; x += step) {
      const at = Math.round((x - left) * view.scale) + 0.5;
      context.moveTo(at, 0); context.lineTo(at, this.height);
    }
    for (let y = Math.ceil(top / step) * step; (y - top) * view.scale < this.height; y += step) {
      const at = Math.round((y - top) * view.scale) + 0.5;
      context.moveTo(0, at); context.lineTo(this.width, at);
    }
    context.lineWidth = 1;
    context.strokeStyle = this.theme.grid;
    context.stroke();
  }

  /** One route; among many, its legs from and to the depot step back so that the tours stand out. */
  drawLine(route, dimmed) {
    const { context, theme } = this;
    const points = this.lines[route].map((point) => this.toScreen(point));
    if (points.length < 2) return;
    const lit = this.highlighted.has(route);
    const width = lit ? 4 : this.radius > 4 ? 2.6 : 1.8;
    const crowded = this.lines.length > CROWDED_ROUTES && !lit;
    const [first, last] = crowded ? this.betweenDepots(route) : [0, points.length - 1];
    context.lineJoin = context.lineCap = "round";
    context.strokeStyle = this.colours[route];
    context.globalAlpha = dimmed ? 0.06 : 0.3;
    this.stroke(points.slice(0, first + 1), 1.2);
    this.stroke(points.slice(last), 1.2);
    context.globalAlpha = dimmed ? 0.16 : 1;
    const tour = points.slice(first, last + 1);
    if (!dimmed && (lit || this.tilesOn)) {
      context.strokeStyle = theme.card;
      this.stroke(tour, width + 3);
      context.strokeStyle = this.colours[route];
    }
    this.stroke(tour, width);
    if (!dimmed) this.drawArrows(tour, this.colours[route], lit ? 6.5 : 5);
    context.globalAlpha = 1;
  }

  stroke(points, width) {
    if (points.length < 2) return;
    this.context.beginPath();
    for (const [x, y] of points) this.context.lineTo(x, y);
    this.context.lineWidth = width;
    this.context.stroke();
  }

  /** Indices into the line of the first and the last stop. */
  betweenDepots(route) {
    const { start, end, placeAt } = this.data.routes[route];
    const starts = this.data.depots[start].point ? 1 : 0;
    const ends = end !== null && this.data.depots[end].point ? 1 : 0;
    const final = placeAt.length - 1;
    return [placeAt[Math.min(starts, final)], placeAt[Math.max(final - ends, 0)]];
  }

  /** Direction arrows about every 90 pixels, only where a leg is long enough to show one. */
  drawArrows(points, colour, size) {
    const { context, theme } = this;
    let travelled = 60;
    context.fillStyle = colour;
    context.strokeStyle = theme.card;
    context.lineWidth = 1.5;
    for (let index = 1; index < points.length; index += 1) {
      const [[x0, y0], [x1, y1]] = [points[index - 1], points[index]];
      const length = Math.hypot(x1 - x0, y1 - y0);
      travelled += length;
      if (travelled < 90 || length < 4 * size) continue;
      travelled = 0;
      const [x, y, angle] = [(x0 + x1) / 2, (y0 + y1) / 2, Math.atan2(y1 - y0, x1 - x0)];
      if (x < -size || y < -size || x > this.width + size || y > this.height + size) continue;
      context.save();
      context.translate(x, y);
      context.rotate(angle);
      context.beginPath();
      context.moveTo(1.3 * size, 0);
      context.lineTo(-size, -size);
      context.lineTo(-0.5 * size, 0);
      context.lineTo(-size, size);
      context.closePath();
      context.stroke();
      context.fill();
      context.restore();
    }
  }

  drawPlaces(anyLit) {
    const { context } = this;
    const drawers = { stop: "drawStop", unassigned: "drawUnassigned", depot: "drawDepot" };
    const passes = [(p) => p.kind === "stop" && !this.highlighted.has(p.route),
      (p) => p.kind === "stop" && this.highlighted.has(p.route),
      (p) => p.kind === "unassigned", (p) => p.kind === "depot"];
    for (const belongs of passes) {
      for (const place of this.places) {
        if (!belongs(place)) continue;
        const [x, y] = this.toScreen(place.world);
        if (x < -20 || y < -20 || x > this.width + 20 || y > this.height + 20) continue;
        const dimmed = anyLit && place.kind === "stop" && !this.highlighted.has(place.route);
        context.globalAlpha = dimmed ? 0.2 : 1;
        this[drawers[place.kind]](place, x, y);
      }
    }
    context.globalAlpha = 1;
  }

  drawStop(place, x, y) {
    const { context, theme } = this;
    const lit = this.highlighted.has(place.route);
    const radius = lit ? Math.max(this.radius, 8.5) : this.radius;
    context.beginPath();
    context.arc(x, y, place === this.selected ? radius + 3 : radius, 0, 2 * Math.PI);
    context.fillStyle = this.colours[place.route];
    context.fill();
    if (radius > 3.2) {
      context.lineWidth = place === this.selected ? 3 : 1.5;
      context.strokeStyle = place === this.selected ? theme.ink : theme.card;
      context.stroke();
    }
    if (radius < 8 || context.globalAlpha < 1) return;
    context.fillStyle = readableOn(this.colours[place.route]);
    context.font = `600 ${place.order < 99 ? 1.08 * radius : 0.85 * radius}px Arial, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(place.order + 1, x, y + 0.5);
  }

  drawUnassigned(place, x, y) {
    const { context, theme } = this;
    const arm = place === this.selected ? 10 : Math.max(4.5, Math.min(8, 1.2 * this.radius));
    const half = 0.32 * arm;
    const plus = [[half, half], [half, arm], [-half, arm], [-half, half], [-arm, half], [-arm, -half],
      [-half, -half], [-half, -arm], [half, -arm], [half, -half], [arm, -half], [arm, half]];
    context.beginPath();
    // Turned by 45°, the plus sign is a cross.
    plus.forEach(([dx, dy]) => context.lineTo(x + (dx - dy) * Math.SQRT1_2, y + (dx + dy) * Math.SQRT1_2));
    context.closePath();
    context.fillStyle = theme.card;
    context.fill();
    context.lineWidth = arm < 6 ? 1.4 : 1.8;
    context.strokeStyle = theme.unassigned;
    context.stroke();
  }

  drawDepot(place, x, y) {
    const { context, theme } = this;
    const half = place === this.selected ? 10 : 8;
    context.beginPath();
    context.roundRect(x - half, y - half, 2 * half, 2 * half, 2.5);
    context.fillStyle = theme.ink;
    context.fill();
    context.lineWidth = 2.5;
    context.strokeStyle = theme.card;
    context.stroke();
    context.fillStyle = theme.card;
    context.fillRect(x - 2.5, y - 2.5, 5, 5);
  }

  drawScale() {
    if (this.data.planar) return;
    const latitude = Math.atan(Math.sinh(Math.PI * (1 - 2 * this.view.y)));
    const metresPerPixel = (EARTH_CIRCUMFERENCE_M * Math.cos(latitude)) / this.view.scale;
    const widest = 110 * metresPerPixel;
    const power = 10 ** Math.floor(Math.log10(widest));
    const metres = [5, 2, 1].map((factor) => factor * power).find((length) => length <= widest);
    this.scaleBar.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
    this.scaleBar.style.width = `${metres / metresPerPixel}px`;
  }

  // ── road tiles: fetched only after the user asked for them ───────────────────────────────────

  showTiles(on) {
    this.tilesOn = on;
    this.attribution.hidden = !on;
    this.redraw();
  }

  drawTiles() {
    const { context, view } = this;
    const zoom = Math.max(0, Math.min(MAX_TILE_ZOOM, Math.round(Math.log2(view.scale / TILE_SIZE))));
    const count = 2 ** zoom;
    const size = view.scale / count;
    const [left, top] = [view.x * view.scale - this.width / 2, view.y * view.scale - this.height / 2];
    context.save();
    context.globalAlpha = 0.8;
    if (darkScheme.matches) context.filter = "invert(1) hue-rotate(180deg) brightness(0.85)";
    for (let row = Math.max(0, Math.floor(top / size)); row < count && row * size < top + this.height; row += 1) {
      for (let column = Math.floor(left / size); column * size < left + this.width; column += 1) {
        const image = this.tile(zoom, ((column % count) + count) % count, row);
        if (image.complete && image.naturalWidth) {
          context.drawImage(image, column * size - left, row * size - top, size + 0.5, size + 0.5);
        }
      }
    }
    context.restore();
  }

  tile(zoom, column, row) {
    const path = `${zoom}/${column}/${row}`;
    if (!this.tiles.has(path)) {
      const image = new Image();
      image.referrerPolicy = "strict-origin-when-cross-origin";
      image.onload = () => this.redraw();
      image.onerror = () => this.attribution.replaceChildren("road tiles could not be loaded: no network?");
      image.src = `https://tile.openstreetmap.org/${path}.png`;
      this.tiles.set(path, image);
    }
    return this.tiles.get(path);
  }

  // ── pointing ──────────────────────────────────────────────────────────────────────────────

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.pointerDown(event));
    canvas.addEventListener("pointermove", (event) => this.pointerMove(event));
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => this.pointerUp(event));
    }
    canvas.addEventListener("pointerleave", () => this.hover(null, null));
    canvas.addEventListener("dblclick", (event) => this.zoomBy(2, event.offsetX, event.offsetY));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
      this.zoomBy(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.keyDown(event));
  }

  keyDown(event) {
    const actions = {
      ArrowLeft: () => this.panBy(80, 0), ArrowRight: () => this.panBy(-80, 0),
      ArrowUp: () => this.panBy(0, 80), ArrowDown: () => this.panBy(0, -80),
      "+": () => this.zoomBy(1.6), "=": () => this.zoomBy(1.6), "-": () => this.zoomBy(1 / 1.6),
      0: () => this.fit(), Escape: () => this.select(null),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  pointerDown(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    if (this.pointers.size === 1) this.moved = 0;
  }

  pointerMove(event) {
    const before = this.pointers.get(event.pointerId);
    const now = [event.offsetX, event.offsetY];
    if (!before) return this.pointAt(...now);
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.pointers.set(event.pointerId, now);
    this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (this.moved > 4) this.canvas.classList.add("dragging");
    if (!others.length) return this.panBy(now[0] - before[0], now[1] - before[1]);
    const [x, y] = others[0];
    const spread = (point) => Math.max(1, Math.hypot(point[0] - x, point[1] - y));
    this.panBy((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    this.zoomBy(spread(now) / spread(before), (now[0] + x) / 2, (now[1] + y) / 2);
  }

  pointerUp(event) {
    this.pointers.delete(event.pointerId);
    this.canvas.classList.remove("dragging");
    if (event.type !== "pointerup" || this.moved > 4) return;
    const place = this.placeAt(event.offsetX, event.offsetY, event.pointerType === "touch" ? 22 : HIT_PX);
    this.select(place);
    if (!place) this.listeners.select(this.routeAt(event.offsetX, event.offsetY));
  }

  pointAt(x, y) {
    const place = this.placeAt(x, y, HIT_PX);
    const route = place ? place.route : this.routeAt(x, y);
    this.hover(place, route);
  }

  hover(place, route) {
    this.canvas.classList.toggle("pointing", Boolean(place) || route !== null);
    this.tooltip.hidden = !place;
    if (place) {
      const source = (place.kind === "depot" ? this.data.depots : this.data.stops)[place.index];
      const [x, y] = this.toScreen(place.world);
      this.tooltip.textContent = source.name ? `${source.id} · ${source.name}` : source.id;
      this.tooltip.style.left = `${Math.max(70, Math.min(this.width - 70, x))}px`;
      this.tooltip.style.top = `${Math.max(36, y)}px`;
    }
    if (route !== this.hovered) this.listeners.hover((this.hovered = route));
  }

  placeAt(x, y, reach) {
    let [best, nearest] = [reach, null];
    for (const place of this.places) {
      if (this.highlighted.size && place.kind === "stop" && !this.highlighted.has(place.route)) continue;
      const [px, py] = this.toScreen(place.world);
      const distance = Math.hypot(px - x, py - y) - (place.kind === "stop" ? 0 : 1);
      if (distance < best) [best, nearest] = [distance, place];
    }
    return nearest;
  }

  routeAt(x, y) {
    let [best, nearest] = [6, null];
    const pixel = 1 / this.view.scale;
    const [wx, wy] = [this.view.x + (x - this.width / 2) * pixel, this.view.y + (y - this.height / 2) * pixel];
    this.lines.forEach((line, route) => {
      for (let index = 1; index < line.length; index += 1) {
        const distance = segmentDistance(wx, wy, line[index - 1], line[index]) / pixel;
        if (distance < best) [best, nearest] = [distance, route];
      }
    });
    return nearest;
  }

  highlight(routes) {
    this.highlighted = new Set(routes);
    this.redraw();
  }

  // ── the popup ─────────────────────────────────────────────────────────────────────────────

  select(place, { centre = false } = {}) {
    this.popup?.remove();
    this.popup = null;
    this.selected = place;
    if (place) {
      const close = element("button", { class: "close", type: "button", "aria-label": "Close", onclick: () => this.select(null) }, "×");
      const colour = place.route === null ? null : this.colours[place.route];
      this.popup = element("div", { class: "popup", role: "dialog", "aria-label": "Details", "--route": colour }, close, this.listeners.describe(place));
      this.container.append(this.popup);
      if (centre) this.centreOn(place);
    }
    this.redraw();
  }

  /** Shows the place in the middle, or lower where its popup needs the room above. */
  centreOn(place) {
    const below = Math.min(this.popup.offsetHeight + 24, this.height - 24);
    const y = Math.max(this.height / 2, below);
    this.view.scale = this.clampScale(Math.max(this.view.scale, 26 / (this.spacing || 1)));
    this.view.x = place.world[0];
    this.view.y = place.world[1] - (y - this.height / 2) / this.view.scale;
    this.fitted = false;
  }

  placePopup() {
    if (!this.popup) return;
    const [x, y] = this.toScreen(this.selected.world);
    const { offsetWidth: width, offsetHeight: height } = this.popup;
    const above = y - height - 16;
    this.popup.style.left = `${Math.max(8, Math.min(this.width - width - 8, x - width / 2))}px`;
    this.popup.style.top = `${above > 8 ? above : Math.min(y + 16, Math.max(8, this.height - height - 8))}px`;
    this.popup.style.visibility = x < 0 || y < 0 || x > this.width || y > this.height ? "hidden" : "visible";
  }
}

function segmentDistance(x, y, [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
  const clipped = Math.max(0, Math.min(1, along));
  return Math.hypot(x - x0 - clipped * dx, y - y0 - clipped * dy);
}

/** Median distance to the nearest neighbour, from a sample: how large dots may be drawn. */
function typicalSpacing(places) {
  const step = Math.max(1, Math.floor(places.length / 200));
  const nearest = [];
  for (let index = 0; index < places.length; index += step) {
    const [x, y] = places[index].world;
    let best = Infinity;
    for (const other of places) {
      const distance = Math.hypot(other.world[0] - x, other.world[1] - y);
      if (distance > 0 && distance < best) best = distance;
    }
    if (best < Infinity) nearest.push(best);
  }
  nearest.sort((a, b) => a - b);
  return nearest[Math.floor(nearest.length / 2)] || 0;
}

/** Black or white, whichever contrasts more with the colour (WCAG relative luminance). */
function readableOn(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3 ? "#10161f" : "#ffffff";
}
