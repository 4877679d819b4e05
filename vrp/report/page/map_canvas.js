// What the map shows: the view, and everything drawn at it. World coordinates run from 0 to 1, y
// downwards; a view is a centre and pixels per world unit.

const DOT_PX = 3.2;
const CROWDED_PX = 2.2;
const LANE_GAP_PX = 1.4;
const SPUR_DASHES = [2.5, 3.5];
/** Routes that share a street are together no broader than this, or than a broad street. */
const BUNDLE_PX = 28;
const MAX_BUNDLE_PX = 90;
const BUNDLE_WORLD = 4e-6;

class MapCanvas {
  constructor(canvas, data) {
    Object.assign(this, { canvas, data, highlighted: new Set(), selected: null, tilesOn: false });
    this.context = canvas.getContext("2d");
    this.project();
    this.recolour();
  }

  /** Called after every drawing, for what floats above the canvas. */
  drawn() {}

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
    this.lines = new RouteLines(this.data, toWorld);
    this.streets = this.data.backdrop && new StreetLayer(this.data.backdrop, () => this.redraw());
    this.spacing = typicalSpacing(this.places);
  }

  addPlace(kind, index, world, route, order) {
    if (world) this.places.push({ kind, index, world, route, order });
  }

  recolour() {
    this.colours = this.data.routes.map((route) => schemeColour(route.colour));
    this.theme = Object.fromEntries(["card", "ink", "soft", "land", "grid", "casing"].map((name) => [name, styleValue("--" + name)]));
    this.theme.unassigned = schemeColour(this.data.unassignedColour);
    this.streets?.forget();
  }

  // ── the view ──────────────────────────────────────────────────────────────────────────────

  resizeTo(width, height, ratio = Math.min(devicePixelRatio || 1, 3)) {
    const first = !this.view;
    Object.assign(this, { width, height, ratio });
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    if (first || this.fitted) this.fit();
    // At once, not in the next frame: resizing has just emptied the canvas.
    this.draw();
  }

  fit(route = null) {
    const shown = route === null ? this.lines.routes.map((_, number) => number) : [route];
    const points = shown.flatMap((number) => this.lines.pointsOf(number));
    if (route === null || !points.length) for (const place of this.places) points.push(place.world);
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
    if (this.tilesOn) this.tiles.draw(context, this.view, this.width, this.height);
    else if (this.streets) this.streets.draw(context, this.view, this.width, this.height, this.ratio);
    else this.drawGrid();
    this.radius = Math.max(CROWDED_PX, Math.min(10, 0.36 * this.spacing * this.view.scale));
    this.drawRoutes();
    this.drawPlaces(this.highlighted.size > 0);
    this.drawn();
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

  /** All routes side by side on their streets, those of highlighted ones above the others. */
  drawRoutes() {
    const { context, view, lines } = this;
    const width = this.radius > 4 ? 2.8 : 1.8;
    const least = Math.min(BUNDLE_PX, this.width / 32);
    lines.fitTo(view.scale, width + LANE_GAP_PX, Math.max(least, Math.min(MAX_BUNDLE_PX, view.scale * BUNDLE_WORLD)));
    const [ax, ay] = this.toScreen(lines.anchor);
    const all = lines.routes.map((_, route) => route);
    const others = all.filter((route) => !this.highlighted.has(route));
    const lit = [...this.highlighted];
    context.save();
    context.translate(ax, ay);
    context.lineJoin = context.lineCap = "round";
    const frame = [-ax, -ay, this.width - ax, this.height - ay];
    this.drawGroup(others, width, lit.length > 0, frame);
    this.drawGroup(lit, width + 0.8, false, frame);
    context.restore();
  }

  /** Casings of all routes below the lines of all of them, so that no route cuts through another. */
  drawGroup(routes, width, dimmed, frame) {
    const { theme, lines } = this;
    const lit = routes.length > 0 && this.highlighted.has(routes[0]);
    if (!dimmed) {
      const [casing, alpha] = lit ? [width + 4, 1] : [width + 2.6, 0.85];
      for (const route of routes) this.stroke(lines.routes[route].tour, theme.casing, casing, alpha);
    }
    for (const route of routes) {
      const { tour, toDepots, spurPath } = lines.routes[route];
      const colour = this.colours[route];
      // Among many routes, legs from and to the depot step back so that the tours stand out.
      if (lit) this.stroke(toDepots, colour, width, 1);
      else this.stroke(toDepots, colour, 1.2, dimmed ? 0.06 : 0.3);
      if (lit || this.radius > DOT_PX) this.stroke(spurPath, colour, 1.5, dimmed ? 0.12 : 0.9, SPUR_DASHES);
      this.stroke(tour, colour, width, dimmed ? 0.16 : 1);
    }
    this.context.globalAlpha = 1;
    if (dimmed || (!lit && this.radius <= CROWDED_PX)) return;
    const size = lit ? 6.2 : this.radius > 6 ? 4.6 : 3.8;
    for (const route of routes) {
      lines.arrows(route, frame, (x, y, angle) => this.drawArrow(x, y, angle, this.colours[route], size));
    }
  }

  stroke(path, colour, width, alpha, dashes = []) {
    const { context } = this;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dashes);
    context.stroke(path);
    context.setLineDash([]);
  }

  drawArrow(x, y, angle, colour, size) {
    const { context, theme } = this;
    context.save();
    context.fillStyle = colour;
    context.strokeStyle = theme.casing;
    context.lineWidth = 1.5;
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

  /** Stops, those of highlighted routes above the others, then unassigned stops and depots. */
  drawPlaces(anyLit) {
    const { context } = this;
    const lit = (place) => this.highlighted.has(place.route);
    const stops = this.visible((place) => place.kind === "stop");
    context.globalAlpha = anyLit ? 0.2 : 1;
    if (this.radius < DOT_PX) this.drawDots(stops.filter(([place]) => !lit(place)));
    else for (const [place, x, y] of stops) if (!lit(place)) this.drawStop(place, x, y);
    context.globalAlpha = 1;
    for (const [place, x, y] of stops) if (lit(place)) this.drawStop(place, x, y);
    for (const [, x, y] of this.visible((place) => place.kind === "unassigned" && place !== this.selected)) this.drawUnassigned(x, y);
    for (const [place, x, y] of this.visible((place) => place.kind === "depot")) this.drawDepot(place, x, y);
    for (const [, x, y] of this.visible((place) => place.kind === "unassigned" && place === this.selected)) this.drawUnassigned(x, y, 10);
  }

  /** Places of a kind on the canvas, with their pixels. */
  visible(belongs) {
    const shown = [];
    for (const place of this.places) {
      if (!belongs(place)) continue;
      const [x, y] = this.toScreen(place.world);
      if (x > -20 && y > -20 && x < this.width + 20 && y < this.height + 20) shown.push([place, x, y]);
    }
    return shown;
  }

  /** Dots too small for an outline or a number; one path for each route keeps 10,000 of them fluid. */
  drawDots(stops) {
    const { context, radius } = this;
    const paths = new Map();
    for (const [place, x, y] of stops) {
      if (!paths.has(place.route)) paths.set(place.route, new Path2D());
      paths.get(place.route).rect(x - radius, y - radius, 2 * radius, 2 * radius);
    }
    for (const [route, path] of paths) {
      context.fillStyle = this.colours[route];
      context.fill(path);
    }
  }

  drawStop(place, x, y) {
    const { context, theme } = this;
    const lit = this.highlighted.has(place.route);
    const radius = lit ? Math.max(this.radius, Math.min(8.5, 2.4 * this.radius)) : this.radius;
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

  drawUnassigned(x, y, arm = Math.max(4.5, Math.min(8, 1.2 * this.radius))) {
    const { context, theme } = this;
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
}

/** Black or white, whichever contrasts more with the colour (WCAG relative luminance). */
function readableOn(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3 ? "#10161f" : "#ffffff";
}
