// The timeline of all routes and the curve of the best cost, as SVG.

const ROW_PX = 24;

/** One row per route: a thin line while driving, pale while waiting, solid during setup and service, hollow during breaks. */
function drawTimeline(container, data, width, { hover, select }) {
  const { routes, ticks } = data;
  const named = width > 560 ? 130 : 76;
  const [first, last] = [ticks[0][0], ticks[ticks.length - 1][0]];
  const x = (second) => named + ((second - first) / (last - first || 1)) * (width - named - 24);
  const key = (mark, text) => element("li", {}, shape("svg", { viewBox: "0 0 26 12", "aria-hidden": "true" }, mark), text);
  const keys = element("ul", { class: "keys" },
    key(shape("rect", { x: 0, y: 5, width: 26, height: 2, fill: "currentColor" }), "driving"),
    key(shape("rect", { x: 0.5, y: 2, width: 25, height: 8, class: "waiting", style: "--route: currentColor" }), "waiting"),
    key(shape("rect", { x: 0, y: 1, width: 26, height: 10, rx: 2, fill: "currentColor" }), "service"),
    routes.some((route) => route.breaks) ? key(shape("rect", { x: 0.5, y: 1, width: 25, height: 10, class: "break", style: "--route: currentColor" }), "break") : null);
  const axis = shape("svg", { viewBox: `0 0 ${width} 20`, height: 20, "aria-hidden": "true" }, thinned(ticks, x).map(([second, text]) =>
    shape("text", { x: x(second), y: 14, "text-anchor": "middle" }, text)));
  const height = routes.length * ROW_PX;
  const rules = ticks.map(([second]) => shape("line", { class: "rule", x1: x(second), x2: x(second), y1: 0, y2: height }));
  const rows = shape("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": "When each route drives, waits, serves and has its break; the same times are in the tables of routes below." },
    rules, routes.map((route, number) => timelineRow(route, number, x, named)));
  const routeAt = (event) => Math.min(routes.length - 1, Math.max(0, Math.floor((event.clientY - rows.getBoundingClientRect().top) / ROW_PX)));
  rows.addEventListener("pointermove", (event) => hover(routeAt(event)));
  rows.addEventListener("pointerleave", () => hover(null));
  rows.addEventListener("click", (event) => select(routeAt(event)));
  container.replaceChildren(keys, axis, element("div", { class: "timeline-rows" }, rows));
}

/** As many labels of the time axis as fit side by side. */
function thinned(ticks, x) {
  const longest = Math.max(...ticks.map(([, text]) => text.length)) * 6.6 + 14;
  const gap = ticks.length > 1 ? x(ticks[1][0]) - x(ticks[0][0]) : longest;
  const every = Math.max(1, Math.ceil(longest / gap));
  return ticks.filter((_, index) => index % every === 0);
}

function timelineRow(route, number, x, named) {
  const colour = schemeColour(route.colour);
  const [top, middle] = [number * ROW_PX, number * ROW_PX + ROW_PX / 2];
  const bar = (from, to, half) => `M${x(from).toFixed(1)} ${middle - half}H${x(to).toFixed(1)}V${middle + half}H${x(from).toFixed(1)}Z`;
  let [waiting, service] = ["", ""];
  for (const { times: [arrival, ready, start, departure] } of [...route.visits, ...(route.reloads || [])]) {
    if (ready > arrival) service += bar(arrival, ready, 6.5);
    if (start > ready) waiting += bar(ready, start, 4);
    if (departure > start) service += bar(start, departure, 6.5);
  }
  // Waiting and service around a break are drawn through it, and it over them.
  const breaks = (route.breaks || []).map(({ times: [start, end] }) => bar(start, end, 6.5)).join("");
  const fits = Math.floor((named - 12) / 6.8);
  // Cut in the middle: the ends of labels tell vehicles of a kind apart.
  const tail = Math.floor((fits - 1) / 2);
  const name = route.label.length > fits ? `${route.label.slice(0, fits - 1 - tail)}…${route.label.slice(-tail)}` : route.label;
  return shape("g", { class: "timeline-row", "data-route": number },
    shape("title", {}, `${route.label}: ${route.span}`),
    shape("text", { class: "name", x: 0, y: middle + 4 }, name),
    shape("path", { d: bar(route.startS, route.endS, 0.9), fill: colour }),
    waiting ? shape("path", { d: waiting, class: "waiting", style: `--route: ${colour}` }) : null,
    service ? shape("path", { d: service, fill: colour, stroke: "var(--card)", "stroke-width": 0.8 }) : null,
    breaks ? shape("path", { d: breaks, class: "break", style: `--route: ${colour}` }) : null,
    shape("rect", { x: 0, y: top, width: "100%", height: ROW_PX, fill: "transparent" }));
}

/** Best cost, or the gap to the best known one, against search time on a logarithmic axis. */
function drawTrace(container, trace, width) {
  if (!trace.points.length) {
    container.replaceChildren(element("p", { class: "hint" }, "This plan came without a record of its search, so there is no curve to draw."));
    return;
  }
  const size = { width: Math.max(280, width), height: 240, left: 72, right: 24, top: 18, bottom: 40 };
  const begin = Math.max(0.001, trace.points[0][0]);
  const end = Math.max(trace.endS, begin * 2);
  const values = trace.points.map(([, value]) => value);
  const scale = niceScale(Math.min(...values, trace.isGap ? 0 : Infinity), Math.max(...values), 5);
  const x = (second) => size.left + (Math.log(Math.max(second, begin) / begin) / Math.log(end / begin)) * (size.width - size.left - size.right);
  const y = (value) => size.top + ((scale.high - value) / (scale.high - scale.low)) * (size.height - size.top - size.bottom);
  const floor = size.height - size.bottom;
  let path = "";
  trace.points.forEach(([second, value], index) => {
    path += index ? `H${x(second).toFixed(1)}V${y(value).toFixed(1)}` : `M${x(second).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  path += `H${x(end).toFixed(1)}`;
  const [, lastValue, lastText] = trace.points[trace.points.length - 1];
  const finalText = trace.isGap ? `${lastText}, gap ${lastValue.toFixed(2)} %` : lastText;
  const chart = shape("svg", { viewBox: `0 0 ${size.width} ${size.height}`, height: size.height, role: "img", "aria-label": `Best cost over search time, ending at ${finalText}` },
    scale.ticks.map((value) => [
      shape("line", { class: "rule", x1: size.left, x2: size.width - size.right, y1: y(value), y2: y(value) }),
      shape("text", { x: size.left - 8, y: y(value) + 4, "text-anchor": "end" }, scale.text(value) + (trace.isGap ? " %" : ""))]),
    logTicks(begin, end).map((second) =>
      shape("text", { x: x(second), y: floor + 18, "text-anchor": "middle" }, `${second} s`)),
    shape("path", { class: "trace-area", d: `${path}V${floor}H${x(begin).toFixed(1)}Z` }),
    shape("path", { class: "trace-line", d: path }),
    shape("circle", { class: "trace-end", cx: x(end), cy: y(lastValue), r: 5 }),
    shape("text", { class: "trace-label", x: x(end), y: y(lastValue) - 10, "text-anchor": "end" }, finalText));
  const notes = [trace.isGap ? `Gap to the best known cost ${trace.bestKnown}, by search time (logarithmic).` : "Cost of the best plan, by search time (logarithmic)."];
  if (trace.servedFromS !== null) notes.push(`Plans before ${trace.servedFromS.toFixed(2)} s left more stops unserved and are not drawn.`);
  container.replaceChildren(element("p", { class: "hint" }, notes.join(" ")), chart);
}

function niceScale(low, high, count) {
  const span = high - low || Math.abs(high) * 0.01 || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= count);
  const [from, to] = [Math.floor(low / step), Math.max(Math.ceil(high / step), Math.floor(low / step) + 1)];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const format = new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step);
  return { low: from * step, high: to * step, ticks, text: (value) => format.format(value) };
}

function logTicks(begin, end) {
  const ticks = [];
  for (let power = Math.ceil(Math.log10(begin) - 1e-9); 10 ** power <= end * 1.0001; power += 1) {
    ticks.push(Number((10 ** power).toPrecision(1)));
  }
  return ticks.length > 1 ? ticks : [begin, end].map((second) => Number(second.toPrecision(2)));
}
