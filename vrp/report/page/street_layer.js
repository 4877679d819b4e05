// The streets behind the routes: drawn onto a sheet larger than the map, which is moved along with
// it, so that thousands of streets are stroked only when the sheet no longer serves.

const EARTH_CIRCUMFERENCE_M = 40075016.7;
/** By tier: breadth in metres, and the fewest pixels that it is drawn with. */
const STREET_WIDTHS = [[22, 2.8], [17, 2.4], [14, 2.0], [11, 1.5], [8, 0.9], [4.5, 0.6], [2.5, 0.5]];
const STREET_COLOURS = ["--street-motorway", "--street-main", "--street-main", "--street-main", "--street", "--street", "--street"];
const WIDEST_STREET_PX = 15;
/** Metres per pixel above which a tier is left out. */
const COARSEST_M_PER_PX = [Infinity, Infinity, Infinity, 150, 60, 16, 8];
const CASED_TIERS = 4;
const SHEET_MARGIN = 0.3;
const SHARPEN_AFTER_MS = 120;

class StreetLayer {
  /** `sharpened` is called when there is a better picture to draw. */
  constructor({ origin, tiers }, sharpened) {
    Object.assign(this, { origin, sharpened, sheet: null });
    this.tiers = tiers.map(({ unit, lines }, tier) => ({ tier, unit, path: linesPath(decodeLines(lines)) }));
  }

  draw(context, view, width, height, ratio) {
    if (!this.serves(view, width, height, ratio)) {
      // While the map is being zoomed, a sheet is stretched for a moment before it is drawn anew.
      const fresh = this.sheet && performance.now() - this.sheet.madeAt < SHARPEN_AFTER_MS;
      if (fresh && this.sheet.ratio === ratio && this.covers(view, width, height)) this.sharpenLater();
      else this.makeSheet(view, width, height, ratio);
    }
    const { canvas, view: drawn, width: across, height: down } = this.sheet;
    const zoom = view.scale / drawn.scale;
    const x = (drawn.x - view.x) * view.scale + (width - across * zoom) / 2;
    const y = (drawn.y - view.y) * view.scale + (height - down * zoom) / 2;
    context.drawImage(canvas, x, y, across * zoom, down * zoom);
  }

  serves(view, width, height, ratio) {
    return this.sheet?.view.scale === view.scale && this.sheet.ratio === ratio && this.covers(view, width, height);
  }

  covers(view, width, height) {
    const { view: drawn, width: across, height: down } = this.sheet;
    const zoom = view.scale / drawn.scale;
    return Math.abs(drawn.x - view.x) * view.scale <= (across * zoom - width) / 2 &&
      Math.abs(drawn.y - view.y) * view.scale <= (down * zoom - height) / 2;
  }

  sharpenLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.forget(); this.sharpened(); }, SHARPEN_AFTER_MS);
  }

  /** After a change of colours. */
  forget() {
    this.sheet = null;
  }

  makeSheet(view, width, height, ratio) {
    clearTimeout(this.timer);
    const across = Math.round(width * (1 + 2 * SHEET_MARGIN));
    const down = Math.round(height * (1 + 2 * SHEET_MARGIN));
    const canvas = element("canvas", { width: across * ratio, height: down * ratio });
    this.sheet = { canvas, view: { ...view }, width: across, height: down, ratio, madeAt: performance.now() };
    const context = canvas.getContext("2d");
    context.lineJoin = context.lineCap = "round";
    const [x, y] = this.origin;
    context.setTransform(ratio, 0, 0, ratio,
      ((x - view.x) * view.scale + across / 2) * ratio, ((y - view.y) * view.scale + down / 2) * ratio);
    this.stroke(context, view);
  }

  /** The narrowest streets first; edges of the wide ones below all of their insides. */
  stroke(context, view) {
    const latitude = Math.atan(Math.sinh(Math.PI * (1 - 2 * view.y)));
    const metresPerPixel = (EARTH_CIRCUMFERENCE_M * Math.cos(latitude)) / view.scale;
    const shown = this.tiers.filter(({ tier }) => metresPerPixel < COARSEST_M_PER_PX[tier]).reverse();
    const paint = ({ path, unit, tier }, colour, edges) => {
      const step = unit * view.scale;
      context.save();
      context.scale(step, step);
      context.strokeStyle = styleValue(colour);
      context.lineWidth = (streetWidth(tier, metresPerPixel) + edges) / step;
      context.stroke(path);
      context.restore();
    };
    for (const street of shown) if (isCased(street.tier, metresPerPixel)) paint(street, "--street-edge", 1.4);
    for (const street of shown) paint(street, STREET_COLOURS[street.tier], 0);
  }
}

const isCased = (tier, metresPerPixel) => tier < CASED_TIERS || streetWidth(tier, metresPerPixel) > 3;

function streetWidth(tier, metresPerPixel) {
  const [metres, fewest] = STREET_WIDTHS[tier];
  return Math.max(fewest, Math.min(WIDEST_STREET_PX, metres / metresPerPixel));
}
