// Road tiles of OpenStreetMap: an image is asked for only when the layer is drawn, which it is only
// after the user has turned it on.

const TILE_SIZE = 256;
const MAX_TILE_ZOOM = 19;

class TileLayer {
  /** `arrived` is called when there is more to draw, `failed` when a tile could not be had. */
  constructor(arrived, failed) {
    Object.assign(this, { arrived, failed, images: new Map() });
  }

  draw(context, view, width, height) {
    const zoom = Math.max(0, Math.min(MAX_TILE_ZOOM, Math.round(Math.log2(view.scale / TILE_SIZE))));
    const count = 2 ** zoom;
    const size = view.scale / count;
    const [left, top] = [view.x * view.scale - width / 2, view.y * view.scale - height / 2];
    context.save();
    context.globalAlpha = 0.8;
    if (darkScheme.matches) context.filter = "invert(1) hue-rotate(180deg) brightness(0.85)";
    for (let row = Math.max(0, Math.floor(top / size)); row < count && row * size < top + height; row += 1) {
      for (let column = Math.floor(left / size); column * size < left + width; column += 1) {
        const image = this.image(zoom, ((column % count) + count) % count, row);
        if (image.complete && image.naturalWidth) {
          context.drawImage(image, column * size - left, row * size - top, size + 0.5, size + 0.5);
        }
      }
    }
    context.restore();
  }

  image(zoom, column, row) {
    const path = `${zoom}/${column}/${row}`;
    if (!this.images.has(path)) {
      const image = new Image();
      image.referrerPolicy = "strict-origin-when-cross-origin";
      image.onload = this.arrived;
      image.onerror = this.failed;
      image.src = `https://tile.openstreetmap.org/${path}.png`;
      this.images.set(path, image);
    }
    return this.images.get(path);
  }
}
