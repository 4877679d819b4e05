// The lines of all routes as the map draws them: in lanes, worked out anew only when the scale
// changes, so that moving the map and pointing at routes are quick.

const CROWDED_ROUTES = 12;
const ARROW_GAP_PX = 120;
const ARROW_LENGTH_PX = 5;

class RouteLines {
  constructor(data, toWorld) {
    this.crowded = data.routes.length > CROWDED_ROUTES;
    const stepToWorld = ([x, y]) => toWorld([x * data.wayUnit, y * data.wayUnit]);
    this.routes = data.routes.map((route) => {
      const start = data.depots[route.start].point;
      const end = route.end === null ? null : data.depots[route.end].point;
      const reloads = new Set((route.reloads || []).map((reload) => reload.after));
      const between = route.visits.flatMap((visit, order) => [...(reloads.has(order) ? [start] : []), data.stops[visit.stop].point]);
      const points = [start, ...between, end];
      const places = points.filter(Boolean).map(toWorld);
      const ways = route.ways.map((text) => (text ? decodeLine(text).map(stepToWorld) : []));
      return routeStrokes(places, ways, { start: this.crowded && start, end: this.crowded && end });
    });
    const strokes = this.routes.flatMap((route) => route.strokes);
    cutAtEnds(strokes, strokes.flatMap(({ points }) => [points[0], points[points.length - 1]]).concat(
      this.routes.flatMap((route) => route.spurs.map(([street]) => street))));
    assignLanes(this.routes.map((route) => route.strokes.filter((stroke) => !stroke.toDepot)));
    this.anchor = strokes.length ? strokes[0].points[0] : [0, 0];
  }

  /** Works out the lines at so many pixels per world unit, unless that is what they are. */
  fitTo(scale, lanePx, broadestPx) {
    if (scale === this.scale && lanePx === this.lanePx && broadestPx === this.broadestPx) return;
    Object.assign(this, { scale, lanePx, broadestPx });
    const [ax, ay] = this.anchor;
    const toPixels = ([x, y]) => [(x - ax) * scale, (y - ay) * scale];
    for (const route of this.routes) {
      for (const stroke of route.strokes) {
        stroke.line = laneLine(stroke.points.map(toPixels), stroke, lanePx, broadestPx);
      }
      route.tour = linesPath(route.strokes.filter((stroke) => !stroke.toDepot).map(({ line }) => line));
      route.toDepots = linesPath(route.strokes.filter((stroke) => stroke.toDepot).map(({ line }) => line));
      route.spurPath = linesPath(route.spurs.map((spur) => spur.map(toPixels)));
    }
  }

  /** All points of the world that a route passes. */
  pointsOf(route) {
    return this.routes[route].strokes.flatMap((stroke) => stroke.points);
  }

  /** The route whose line runs nearest to a point of pixels, within reach; null if none does. */
  nearest(x, y, reach) {
    let [best, nearest] = [reach, null];
    this.routes.forEach(({ strokes }, route) => {
      for (const { line } of strokes) {
        for (let index = 1; index < line.length; index += 1) {
          const distance = segmentDistance(x, y, line[index - 1], line[index]);
          if (distance < best) [best, nearest] = [distance, route];
        }
      }
    });
    return nearest;
  }

  /** Where on a route arrows point the way: calls `draw(x, y, angle)` for those in a frame. */
  arrows(route, [left, top, right, bottom], draw) {
    for (const { line, toDepot } of this.routes[route].strokes) {
      if (toDepot) continue;
      // Routes side by side take turns.
      let ahead = 30 + ((route * 47) % ARROW_GAP_PX) * 0.7;
      for (let index = 1; index < line.length; index += 1) {
        const [[x0, y0], [x1, y1]] = [line[index - 1], line[index]];
        const length = Math.hypot(x1 - x0, y1 - y0);
        const visible = Math.max(x0, x1) > left && Math.min(x0, x1) < right && Math.max(y0, y1) > top && Math.min(y0, y1) < bottom;
        if (!visible || ahead >= length) {
          ahead = ahead >= length ? ahead - length : ARROW_GAP_PX - ((length - ahead) % ARROW_GAP_PX);
          continue;
        }
        const angle = Math.atan2(y1 - y0, x1 - x0);
        // Not across a bend, where an arrow would point off the street.
        const margin = Math.min(ARROW_LENGTH_PX, length / 2);
        for (; ahead < length && length > ARROW_LENGTH_PX; ahead += ARROW_GAP_PX) {
          const share = Math.max(margin, Math.min(length - margin, ahead)) / length;
          draw(x0 + share * (x1 - x0), y0 + share * (y1 - y0), angle);
        }
        ahead = Math.max(0, ahead - length);
      }
    }
  }
}

function linesPath(lines) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
  }
  return path;
}
