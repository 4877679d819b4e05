// Routes that share a street run side by side on it, as lanes to the right of its middle in the
// direction of travel: the line of each stays visible along its whole way.

/** A route changes lanes over twice so many pixels. */
const LANE_CHANGE_PX = 14;
const MITRE_MIN_COSINE = 0.25;

/**
 * Sets, for each segment of every stroke, `lanes`: how many lanes right of the middle it lies, and
 * `abreast`: how many lanes there are.
 */
function assignLanes(strokesOfRoutes) {
  const numbers = new Map();
  const numberOf = ([x, y]) => {
    const key = `${x},${y}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key);
  };
  const strokes = strokesOfRoutes.flatMap((own, route) =>
    own.map((stroke) => ({ route, stroke, nodes: stroke.points.map(numberOf) })));
  const count = numbers.size;
  const users = new Map();
  for (const { route, nodes } of strokes) {
    for (let index = 1; index < nodes.length; index += 1) {
      const key = nodes[index - 1] * count + nodes[index];
      const others = users.get(key);
      if (!others) users.set(key, [route]);
      else if (others[others.length - 1] !== route) others.push(route);
    }
  }
  for (const { route, stroke, nodes } of strokes) {
    stroke.lanes = new Float32Array(nodes.length - 1);
    stroke.abreast = new Uint16Array(nodes.length - 1);
    for (let index = 1; index < nodes.length; index += 1) {
      const along = users.get(nodes[index - 1] * count + nodes[index]);
      const against = users.get(nodes[index] * count + nodes[index - 1]);
      const rank = along.indexOf(route);
      stroke.lanes[index - 1] = against ? rank + 0.5 : rank - (along.length - 1) / 2;
      stroke.abreast[index - 1] = along.length + (against ? against.length : 0);
    }
  }
}

/**
 * A line in pixels moved into its lanes. `lanePx` is how far apart lanes are, unless so many are
 * abreast that all of them would be broader than `broadestPx`: then they share that room.
 */
function laneLine(points, { lanes, abreast }, lanePx, broadestPx) {
  if (!lanes) return thinnedLine(points, () => 0).kept;
  const { kept, offsets } = thinnedLine(points, (segment) =>
    lanes[segment] * Math.min(lanePx, broadestPx / abreast[segment]));
  if (kept.length < 2 || offsets.every((offset) => Math.abs(offset) < 0.05)) return kept;
  const eased = easedOffsets(kept, offsets);
  return movedSideways(eased.points, eased.offsets);
}

/** Without bends smaller than about a pixel, which cost time and cannot be seen. */
function thinnedLine(points, offsetOf) {
  const kept = [points[0]];
  const offsets = [];
  let [sum, length] = [0, 0];
  for (let index = 1; index < points.length; index += 1) {
    const [[x0, y0], [x1, y1], [x, y]] = [points[index - 1], points[index], kept[kept.length - 1]];
    const step = Math.abs(x1 - x0) + Math.abs(y1 - y0);
    sum += offsetOf(index - 1) * step;
    length += step;
    const last = index === points.length - 1;
    if (!last && Math.abs(x1 - x) + Math.abs(y1 - y) < 1.5) continue;
    kept.push(points[index]);
    offsets.push(length ? sum / length : 0);
    [sum, length] = [0, 0];
  }
  return { kept, offsets };
}

/** Offsets at points instead of segments, averaged around each: lanes are changed gently. */
function easedOffsets(line, segmentOffsets) {
  const points = [line[0]];
  const at = [0];
  const integral = [0];
  let travelled = 0;
  for (let index = 1; index < line.length; index += 1) {
    const [from, to, offset] = [line[index - 1], line[index], segmentOffsets[index - 1]];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const changes = (other) => Math.abs((other ?? 0) - offset) > 0.05;
    const long = length > 2 * LANE_CHANGE_PX;
    const cuts = [length];
    if (long && changes(segmentOffsets[index])) cuts.unshift(length - LANE_CHANGE_PX);
    if (long && changes(segmentOffsets[index - 2])) cuts.unshift(LANE_CHANGE_PX);
    for (const cut of cuts) {
      const share = cut / (length || 1);
      points.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
      at.push(travelled + cut);
      integral.push(integral[integral.length - 1] + offset * (at[at.length - 1] - at[at.length - 2]));
    }
    travelled += length;
  }
  return { points, offsets: windowMeans(at, integral, LANE_CHANGE_PX) };
}

/**
 * Means of what was integrated, within `reach` of every knot; beyond the ends of the line it goes on
 * mirrored with the opposite sign, so that the means end at zero: a line ends where its street does.
 */
function windowMeans(at, integral, reach) {
  const end = at[at.length - 1];
  const integralAt = () => {
    let knot = 1;
    return (place) => {
      while (knot < at.length - 1 && at[knot] < place) knot += 1;
      while (knot > 1 && at[knot - 1] > place) knot -= 1;
      const share = (place - at[knot - 1]) / (at[knot] - at[knot - 1] || 1);
      return integral[knot - 1] + share * (integral[knot] - integral[knot - 1]);
    };
  };
  const [low, high] = [integralAt(), integralAt()];
  return at.map((place) => {
    const [from, to] = [Math.abs(place - reach), end - Math.abs(end - place - reach)];
    return (high(Math.max(0, to)) - low(Math.min(end, from))) / (2 * reach);
  });
}

/** A line moved to the right of its direction, mitred at bends, with a chord across sharp ones. */
function movedSideways(points, offsets) {
  const moved = [];
  let before = null;
  for (let index = 0; index < points.length; index += 1) {
    const [[x, y], offset] = [points[index], offsets[index]];
    const after = index + 1 < points.length ? rightOf(points[index], points[index + 1]) : null;
    const [first, second] = [before ?? after, after ?? before];
    if (!first) { moved.push([x, y]); continue; }
    const cosine = first[0] * second[0] + first[1] * second[1];
    if (cosine > MITRE_MIN_COSINE) {
      const stretch = offset / (1 + cosine);
      moved.push([x + (first[0] + second[0]) * stretch, y + (first[1] + second[1]) * stretch]);
    } else {
      moved.push([x + first[0] * offset, y + first[1] * offset], [x + second[0] * offset, y + second[1] * offset]);
    }
    before = after ?? before;
  }
  return moved;
}

/** Unit vector to the right of a step (y points downwards); null for a step of no length. */
function rightOf([x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length ? [(y0 - y1) / length, (x1 - x0) / length] : null;
}
