// Plane geometry of the map: projections, distances and how densely places lie.

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
