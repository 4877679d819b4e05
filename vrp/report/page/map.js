// A small slippy map: Web Mercator for degrees, a plain frame for planar coordinates. MapCanvas
// draws; this adds buttons, pointing and the popup.

const HIT_PX = 12;
const OSM_CONTRIBUTORS = "OpenStreetMap contributors";
const OSM_ATTRIBUTION = `© ${OSM_CONTRIBUTORS} (ODbL)`;

class RouteMap extends MapCanvas {
  /** `listeners` has `hover(route)`, `select(route)` and `describe(place) -> Element`. */
  constructor(container, data, listeners) {
    super(element("canvas", {
      tabindex: 0, role: "img",
      "aria-label": "Map of all routes. Arrow keys pan, plus and minus zoom, 0 fits everything.",
    }), data);
    Object.assign(this, { container, listeners, pointers: new Map() });
    this.tiles = new TileLayer(() => this.redraw(),
      () => this.attribution.replaceChildren("road tiles could not be loaded: no network?"));
    this.furnish();
    this.listen();
    this.resize();
    new ResizeObserver(() => this.resize()).observe(container);
    darkScheme.addEventListener("change", () => { this.recolour(); this.redraw(); });
  }

  resize() {
    this.resizeTo(this.container.clientWidth, this.container.clientHeight);
  }

  furnish() {
    const button = (label, text, action) =>
      element("button", { type: "button", "aria-label": label, title: label, onclick: action }, text);
    this.scaleBar = element("span", { class: "scale", hidden: this.data.planar });
    this.attribution = element("span", {});
    this.attribute(this.data.attribution);
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

  drawn() {
    this.drawScale();
    this.placePopup();
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

  showTiles(on) {
    this.tilesOn = on;
    this.attribute(on ? OSM_ATTRIBUTION : this.data.attribution);
    this.redraw();
  }

  /** Name those whose data are on the map; the name of OpenStreetMap's contributors is a link. */
  attribute(text) {
    this.attribution.hidden = !text;
    const [before, after] = text.split(OSM_CONTRIBUTORS);
    this.attribution.replaceChildren(before, after === undefined ? "" : element("a",
      { href: "https://www.openstreetmap.org/copyright", rel: "noopener" }, OSM_CONTRIBUTORS), after ?? "");
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
    const [ax, ay] = this.toScreen(this.lines.anchor);
    return this.lines.nearest(x - ax, y - ay, 6);
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
