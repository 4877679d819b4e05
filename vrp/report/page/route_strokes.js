// What of a route is drawn how: strokes along streets, and spurs from a street to a place beside it.

/** Side of a cell of the index of ends, in world units: two kilometres at the equator. */
const INDEX_CELL = 1 / 20000;
/** For a segment across more cells than this, looking at all ends is as quick. */
const MOST_CELLS = 200;
/** How far beside a segment a point may lie that was rounded off it, in world units. */
const ROUNDED_OFF = 8e-8;

/**
 * `places` are points of the world, `ways` the lines from each to the next, empty for straight
 * ones. With `apart`, the legs at these ends of the route become strokes of their own, marked
 * `toDepot`. Returns `{ strokes: [{ points, toDepot }], spurs: [[from, to]] }`.
 */
function routeStrokes(places, ways, apart) {
  const strokes = [];
  const spurs = [];
  ways.forEach((way, leg) => {
    const [from, to] = [places[leg], places[leg + 1]];
    const points = way.length ? way : [from, to];
    const toDepot = (apart.start && leg === 0) || (apart.end && leg === ways.length - 1);
    addSpur(spurs, points[0], from);
    addSpur(spurs, points[points.length - 1], to);
    const current = strokes[strokes.length - 1];
    if (current && current.toDepot === toDepot && samePoint(current.points[current.points.length - 1], points[0])) {
      for (let index = 1; index < points.length; index += 1) current.points.push(points[index]);
    } else if (points.length > 1) strokes.push({ points: [...points], toDepot });
  });
  return { strokes, spurs };
}

const samePoint = (one, other) => one[0] === other[0] && one[1] === other[1];

/** A spur is driven out and back: it is kept once. */
function addSpur(spurs, street, place) {
  if (samePoint(street, place)) return;
  const last = spurs[spurs.length - 1];
  if (!last || !samePoint(last[0], street) || !samePoint(last[1], place)) spurs.push([street, place]);
}

/**
 * Cuts the strokes where others begin or end in the middle of a segment, so that what one route
 * drives in a single segment and another one up to a stop is recognised as the same street.
 */
function cutAtEnds(strokes, ends) {
  const cells = new Map();
  const cellOf = (value) => Math.floor(value / INDEX_CELL);
  for (const end of ends) {
    const key = `${cellOf(end[0])},${cellOf(end[1])}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(end);
  }
  const near = ([x0, y0], [x1, y1]) => {
    const [left, right] = [cellOf(Math.min(x0, x1) - ROUNDED_OFF), cellOf(Math.max(x0, x1) + ROUNDED_OFF)];
    const [top, bottom] = [cellOf(Math.min(y0, y1) - ROUNDED_OFF), cellOf(Math.max(y0, y1) + ROUNDED_OFF)];
    if ((right - left + 1) * (bottom - top + 1) > MOST_CELLS) return ends;
    const found = [];
    for (let column = left; column <= right; column += 1) {
      for (let row = top; row <= bottom; row += 1) found.push(...(cells.get(`${column},${row}`) ?? []));
    }
    return found;
  };
  for (const stroke of strokes) {
    const points = [stroke.points[0]];
    for (let index = 1; index < stroke.points.length; index += 1) {
      const [from, to] = [stroke.points[index - 1], stroke.points[index]];
      points.push(...cutsOf(from, to, near(from, to)), to);
    }
    stroke.points = points;
  }
}

/** Those of some points that lie on a segment, between its ends and in its direction. */
function cutsOf(from, to, candidates) {
  const cuts = new Map();
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  for (const point of candidates) {
    if (samePoint(point, from) || samePoint(point, to)) continue;
    const along = ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / (dx * dx + dy * dy || 1);
    if (along <= 0 || along >= 1 || segmentDistance(point[0], point[1], from, to) > ROUNDED_OFF) continue;
    cuts.set(along, point);
  }
  return [...cuts].sort(([one], [other]) => one - other).map(([, point]) => point);
}
