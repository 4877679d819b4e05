// Fills the page from its data and keeps map, legend, timeline and tables pointing at one another.

const data = JSON.parse(byId("data").textContent);
const stopVisit = new Map();
data.routes.forEach((route, number) => route.visits.forEach((visit, order) => stopVisit.set(visit.stop, { number, order })));
const unassignedReason = new Map(data.unassigned.map((entry) => [entry.stop, entry]));
/** What is as wide on paper: charts that a wide window has drawn would run over its edge. */
const PAPER_PX = 680;
/** The map on upright paper beside its legend, and pixels of its own for each of these. */
const PAPER_MAP = [478, 567, 3];
const pinned = new Set();
let hovered = null;
let map = null;

const estimatedChip = () => (data.estimated ? element("span", { class: "chip" }, "estimated") : null);
const legChip = (estimated) => (estimated && !data.estimated ? element("span", { class: "chip" }, "estimated") : null);
const withUnit = (distance) => (data.distanceUnit ? `${distance} ${data.distanceUnit}` : distance);

function fillHeader() {
  if (data.date) {
    // Browsers print it on every sheet, those that drivers are handed among them.
    document.title = `${byId("title").textContent} · ${data.date} · routes`;
    byId("title").append(element("span", { class: "date" }, data.date));
  }
  byId("estimate").hidden = !data.estimate;
  byId("estimate").textContent = `${data.estimate}.`;
  byId("traffic").hidden = !data.traffic;
  byId("traffic").textContent = `${data.traffic}.`;
  byId("figures").append(...data.figures.map((figure) =>
    element("li", { class: figure.alert ? "alert" : null },
      element("span", { class: "figure-label" }, figure.label, figure.estimated ? estimatedChip() : null),
      element("span", { class: "figure-value" }, figure.value),
      figure.notes.map((note) => element("span", { class: "figure-note" }, note)))));
  byId("run").append(...data.run.map(([label, value]) =>
    element("div", {}, element("dt", {}, label), element("dd", {}, value))));
}

// ── pointing at routes ──────────────────────────────────────────────────────────────────────

function hoverRoute(number) {
  hovered = number;
  showHighlight();
}

function pinRoute(number) {
  if (number === null) pinned.clear();
  else if (!pinned.delete(number)) pinned.add(number);
  showHighlight();
}

function showHighlight() {
  const lit = new Set(pinned);
  if (hovered !== null) lit.add(hovered);
  map?.highlight(lit);
  document.querySelectorAll("#legend button").forEach((button, number) => {
    button.setAttribute("aria-pressed", pinned.has(number));
    button.classList.toggle("lit", number === hovered);
  });
  document.querySelectorAll(".timeline-row").forEach((row, number) => {
    row.setAttribute("opacity", lit.size && !lit.has(number) ? 0.3 : 1);
  });
}

// ── legend ──────────────────────────────────────────────────────────────────────────────────

const stopsText = (route) => `${route.visits.length} stop${route.visits.length === 1 ? "" : "s"}`;

function loadBar(route) {
  if (route.utilisation === null) return null;
  const percent = Math.min(100, 100 * route.utilisation);
  return element("span", { class: "bar" }, element("span", { style: `width:${percent.toFixed(1)}%` }));
}

function fillLegend() {
  byId("legend").append(...data.routes.map((route, number) =>
    element("li", {}, element("button", {
      type: "button", "aria-pressed": "false", "--route": schemeColour(route.colour),
      onclick: () => pinRoute(number), ondblclick: () => map?.fit(number),
      onpointerenter: () => hoverRoute(number), onpointerleave: () => hoverRoute(null),
      onfocus: () => hoverRoute(number), onblur: () => hoverRoute(null),
      title: "Click to pin, double-click to zoom to it",
    },
    element("span", { class: "swatch" }),
    element("span", { class: "who" }, route.label),
    element("span", { class: "when" }, route.span),
    element("span", { class: "what" }, [stopsText(route), withUnit(route.distance), route.duration, route.overtime && `${route.overtime} overtime`].filter(Boolean).join(" · ")),
    loadBar(route)))));
  if (!data.routes.length) byId("legend").append(element("li", { class: "hint" }, "No routes."));
}

function fillFinder() {
  const places = data.stops.map((stop, index) => [`${stop.id}\n${stop.name}\n${stop.address}`.toLowerCase(), index]);
  byId("find").addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = byId("find-text").value.trim().toLowerCase();
    if (!wanted) return;
    const exact = places.find(([text]) => text.split("\n").includes(wanted));
    const found = exact ?? places.find(([text]) => text.includes(wanted));
    byId("find-result").textContent = found ? "" : "No stop has this in its id, name or address.";
    if (found) showStop(found[1]);
  });
}

/** The stop of its group that is served instead, if there is one. */
function servedInPlaceOf(index) {
  const { group } = data.stops[index];
  if (!group || stopVisit.has(index)) return undefined;
  return [...stopVisit.keys()].find((other) => data.stops[other].group === group);
}

function showStop(index) {
  const served = servedInPlaceOf(index);
  const place = map?.places.find((other) => other.kind !== "depot" && other.index === (served ?? index));
  if (served !== undefined) byId("find-result").textContent = `${data.stops[served].id} is served in its place.`;
  if (!place) {
    if (served === undefined) byId("find-result").textContent = "This stop has no place on the map.";
    return;
  }
  pinned.clear();
  if (place.route !== null) pinned.add(place.route);
  showHighlight();
  map.select(place, { centre: true });
  byId("map").scrollIntoView({ block: "nearest" });
}

// ── popup ───────────────────────────────────────────────────────────────────────────────────

function describe(place) {
  const source = (place.kind === "depot" ? data.depots : data.stops)[place.index];
  const rows = [];
  const add = (label, value) => { if (value) rows.push(element("dt", {}, label), element("dd", {}, value)); };
  const notes = [source.name, source.address].filter(Boolean).map((text) => element("p", {}, text));
  if (place.kind === "depot") notes.push(element("p", {}, "Depot"));
  else {
    add("Window", source.windows);
    if (place.kind === "stop") describeVisit(data.routes[place.route], place.order, add);
    add("Delivery", source.delivery);
    add("Pickup", source.pickup);
    add("Shipment", source.shipment);
    add("Skills", source.skills);
    add("One of", source.group);
  }
  if (place.kind === "unassigned") {
    notes.push(element("p", { class: "why" }, `Not served: ${unassignedReason.get(place.index).reason}`));
  }
  Object.entries(source.extra).forEach(([label, value]) => add(label, value));
  return [element("h3", {}, source.id, place.kind === "stop" ? estimatedChip() : null), notes, element("dl", {}, rows)];
}

function describeVisit(route, order, add) {
  const visit = route.visits[order];
  add("Route", `${route.label}, stop ${order + 1} of ${route.visits.length}`);
  add("Arrival", visit.arrival);
  add("Setup", visit.setup);
  add("Wait", visit.wait);
  (route.breaks || []).filter((pause) => pause.stop === visit.stop).forEach((pause) => add("Break", pause.text));
  add("Departure", visit.departure);
  add("Load after", visit.load);
  add("Leg", [`${withUnit(visit.leg)}, ${visit.driving}`, legChip(visit.legEstimated)]);
  add("Via", visit.streets);
}

// ── tables ──────────────────────────────────────────────────────────────────────────────────

const cell = (text, kind = null) => element("td", { class: kind }, text);
const numberCell = (text) => cell(text, "number");
/** A leg's length; its streets show where the pointer rests. */
const legCell = (text, streets, estimated) => element("td", { class: "number", title: streets || null }, legChip(estimated), text);
const heading = (text, kind = null) => element("th", { scope: "col", class: kind }, text);

function stopButton(index) {
  const { id, name, address, shipment, group } = data.stops[index];
  const button = element("button", { type: "button", class: "link", onclick: () => showStop(index) }, id);
  return element("td", {}, button, name ? ` ${name}` : "", shipment ? ` (${shipment})` : "", group ? ` (one of ${group})` : "",
    address ? element("span", { class: "address" }, address) : null);
}

/** The stops of one route; built when first opened, so that 10,000 stops do not slow the page. */
function routeTable(route) {
  const unit = data.distanceUnit || "distance";
  const head = element("tr", {}, heading("#", "number"), heading("Stop"), heading("Window"), heading("Arrival"),
    heading("Wait", "number"), heading("Departure"), heading("Load after", "number"), heading(unit, "number"), heading("Driving", "number"));
  const depot = (index, arrival, departure, load, leg, driving, kind = "depot", wait = "") => element("tr", {},
    cell(""), cell(data.depots[index].id), cell(kind), cell(arrival, "nowrap"), numberCell(wait), cell(departure, "nowrap"), numberCell(load), leg, numberCell(driving));
  const reloads = new Map((route.reloads || []).map((reload) => [reload.after, reload]));
  const reloadBefore = (order) => {
    const reload = reloads.get(order);
    return reload ? [depot(route.start, reload.arrival, reload.departure, reload.load,
      legCell(reload.leg, reload.streets, reload.legEstimated), reload.driving, "reload", reload.wait)] : [];
  };
  const breaksBefore = (order) => (route.breaks || []).filter((pause) => pause.after === order).map((pause) => element("tr", {},
    cell(""), cell(pause.where), cell("break"), cell(pause.start, "nowrap"), cell(""), cell(pause.end, "nowrap"), numberCell(pause.load), cell(""), cell("")));
  const visits = route.visits.flatMap((visit, order) => [...reloadBefore(order), ...breaksBefore(order), element("tr", {},
    numberCell(String(order + 1)), stopButton(visit.stop), cell(data.stops[visit.stop].windows), cell(visit.arrival, "nowrap"),
    numberCell(visit.wait), cell(visit.departure, "nowrap"), numberCell(visit.load), legCell(visit.leg, visit.streets, visit.legEstimated), numberCell(visit.driving))]);
  const back = route.end === null ? null
    : depot(route.end, route.return, "", route.visits[route.visits.length - 1].load,
      legCell(route.lastLeg, route.lastStreets, route.lastLegEstimated), route.lastLegDriving);
  const body = [depot(route.start, "", route.departure, route.loadAtStart, numberCell(""), ""), visits, breaksBefore(route.visits.length), back];
  return element("div", { class: "stops table-scroll", tabindex: 0 }, element("table", {}, element("thead", {}, head), element("tbody", {}, body)));
}

function routeDetails(route, number) {
  const detail = (text, label, kind = "number") => element("span", { class: `detail ${kind}`, "data-label": label }, text);
  const share = route.utilisation === null ? route.load : `${Math.round(100 * route.utilisation)} % of ${route.capacity}`;
  const summary = element("summary", {},
    element("span", { class: "swatch" }), element("span", { class: "who" }, route.label),
    detail(stopsText(route), null), detail(withUnit(route.distance), null), detail(route.driving, "driving"),
    detail(route.waiting, "waiting"), element("span", { class: "detail load" }, share, loadBar(route)),
    detail(route.span, null));
  const details = element("details", { class: "route", id: `route-${number}`, "--route": schemeColour(route.colour) }, summary);
  details.addEventListener("toggle", () => { if (details.open && !details.querySelector(".stops")) details.append(routeTable(route)); });
  return details;
}

function fillRoutes() {
  const heads = ["", "", "Vehicle", "Stops", "Distance", "Driving", "Waiting", "Load", "Start–end"];
  byId("routes").append(
    element("div", { class: "route-heads", "aria-hidden": "true" }, heads.map((text, column) =>
      element("span", { class: column > 2 && column !== 7 ? "number" : null }, text))),
    ...data.routes.map(routeDetails));
  if (data.estimated) byId("routes-heading").append(estimatedChip());
}

function fillUnassigned() {
  byId("unassigned-section").hidden = !data.unassigned.length;
  const head = element("tr", {}, heading("Stop"), heading("Priority", "number narrow"), heading("Constraint", "narrow"), heading("Reason"));
  const rows = data.unassigned.map((entry) => element("tr", {},
    stopButton(entry.stop), numberCell(String(entry.priority)), cell(entry.constraint, "nowrap"), cell(entry.reason)));
  byId("unassigned").append(element("table", {}, element("thead", {}, head), element("tbody", {}, rows)));
}

// ── the page ────────────────────────────────────────────────────────────────────────────────

function drawCharts(width = byId("trace").clientWidth) {
  byId("timeline-section").hidden = !data.ticks.length;
  if (data.ticks.length) drawTimeline(byId("timeline"), data, width, { hover: hoverRoute, select: pinRoute });
  drawTrace(byId("trace"), data.trace, width);
  showHighlight();
}

function startMap() {
  if ([...data.depots, ...data.stops].some((place) => place.point)) {
    map = new RouteMap(byId("map"), data, { hover: hoverRoute, select: pinRoute, describe: (place) => element("div", {}, describe(place)) });
  } else {
    byId("map").append(element("p", { class: "hint no-map" }, "The input has no coordinates, so there is no map to draw."));
  }
}

function recolourPage() {
  const paint = (selector) => document.querySelectorAll(selector).forEach((node, number) =>
    node.style.setProperty("--route", schemeColour(data.routes[number].colour)));
  paint("#legend button");
  paint("#routes details");
  drawCharts();
}

fillHeader();
fillLegend();
fillFinder();
fillUnassigned();
fillRoutes();
if (data.estimated) byId("timeline-heading").append(estimatedChip());
startMap();
drawCharts();
let drawnWidth = byId("trace").clientWidth;
new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.width === drawnWidth) return;
  drawnWidth = contentRect.width;
  requestAnimationFrame(() => drawCharts());
}).observe(byId("trace"));
darkScheme.addEventListener("change", recolourPage);
addEventListener("beforeprint", () => {
  const small = data.stops.length <= 500;
  // The browser itself tells of a table that opens when it is on paper already, and empty.
  if (small) document.querySelectorAll("#routes details").forEach((details) => { details.open = true; details.dispatchEvent(new Event("toggle")); });
  drawCharts(PAPER_PX);
  map?.resizeTo(...PAPER_MAP);
});
addEventListener("afterprint", () => {
  drawCharts();
  map?.resize();
});
