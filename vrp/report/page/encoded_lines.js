// Lines as text: Google's encoded polyline algorithm, x before y, with spaces between lines.

/** Every line as an array of points [x, y] in whole steps. */
function decodeLines(text) {
  return text ? text.split(" ").map(decodeLine) : [];
}

function decodeLine(text) {
  const points = [];
  let [at, x, y] = [0, 0, 0];
  // Products instead of shifts: sums may be longer than 32 bits.
  const difference = () => {
    let [value, weight, bits] = [0, 1, 0];
    do {
      bits = text.charCodeAt(at) - 63;
      at += 1;
      value += (bits & 31) * weight;
      weight *= 32;
    } while (bits > 31);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  while (at < text.length) {
    x += difference();
    y += difference();
    points.push([x, y]);
  }
  return points;
}
