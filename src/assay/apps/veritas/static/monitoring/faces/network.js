// Finds faces in a picture: the "tiny face detector" of face-api.js (a YOLO of separable convolutions), computed
// here so that its library is not needed. Weights: kernel/vendor/face-detector. Pictures are RGBA, square.
const MEAN = [117.001, 114.697, 97.404];
const ANCHORS = [[1.603231, 2.094468], [6.041143, 7.080126], [2.882459, 3.518061], [4.266906, 5.178857], [9.041765, 10.66308]];
const BOX = 5;
const OVERLAP = 0.4;

// Weights by name, unpacked from their bytes.
export function read(manifest, bytes) {
  const weights = {};
  let at = 0;
  for (const { name, shape, quantization } of manifest[0].weights) {
    const size = shape.reduce((product, side) => product * side, 1);
    weights[name] = Float32Array.from(
      bytes.subarray(at, at + size),
      (byte) => byte * quantization.scale + quantization.min,
    );
    at += size;
  }
  return weights;
}

// Maps of features are {side, depth, values}: a row after the other, the depth innermost.
const map = (side, depth) => ({ side, depth, values: new Float32Array(side * side * depth) });

function leaky(values) {
  for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] *= 0.1;
}

function picture(rgba, side) {
  const made = map(side, 3);
  for (let pixel = 0; pixel < side * side; pixel++) {
    for (let c = 0; c < 3; c++) made.values[pixel * 3 + c] = (rgba[pixel * 4 + c] - MEAN[c]) / 256;
  }
  return made;
}

// 3 x 3, nothing beyond the edges: the map shrinks by two.
function first(from, filters, bias) {
  const made = map(from.side - 2, bias.length);
  const { depth, side, values } = made;
  for (let y = 0, out = 0; y < side; y++) {
    for (let x = 0; x < side; x++, out += depth) {
      values.set(bias, out);
      for (let k = 0, weight = 0; k < 9; k++) {
        const pixel = ((y + ((k / 3) | 0)) * from.side + x + (k % 3)) * 3;
        for (let c = 0; c < 3; c++) {
          const value = from.values[pixel + c];
          for (let d = 0; d < depth; d++) values[out + d] += value * filters[weight++];
        }
      }
    }
  }
  leaky(values);
  return made;
}

// 3 x 3 for each depth by itself, zeros beyond the edges.
function spread(from, filters) {
  const made = map(from.side, from.depth);
  const { depth, side, values } = made;
  for (let y = 0, out = 0; y < side; y++) {
    for (let x = 0; x < side; x++, out += depth) {
      for (let k = 0; k < 9; k++) {
        const row = y + ((k / 3) | 0) - 1;
        const column = x + (k % 3) - 1;
        if (row < 0 || column < 0 || row >= side || column >= side) continue;
        const cell = (row * side + column) * depth;
        for (let d = 0; d < depth; d++) values[out + d] += from.values[cell + d] * filters[k * depth + d];
      }
    }
  }
  return made;
}

function mix(from, filters, bias) {
  const made = map(from.side, bias.length);
  const { depth, side, values } = made;
  for (let cell = 0; cell < side * side; cell++) {
    const out = cell * depth;
    values.set(bias, out);
    for (let c = 0, weight = 0; c < from.depth; c++, weight += depth) {
      const value = from.values[cell * from.depth + c];
      for (let d = 0; d < depth; d++) values[out + d] += value * filters[weight + d];
    }
  }
  return made;
}

// The largest of 2 x 2; what lies beyond the edges does not count.
function pool(from, stride) {
  const made = map(Math.ceil(from.side / stride), from.depth);
  const { depth, side, values } = made;
  values.fill(-Infinity);
  for (let y = 0, out = 0; y < side; y++) {
    for (let x = 0; x < side; x++, out += depth) {
      for (let k = 0; k < 4; k++) {
        const row = y * stride + (k >> 1);
        const column = x * stride + (k & 1);
        if (row >= from.side || column >= from.side) continue;
        const cell = (row * from.side + column) * depth;
        for (let d = 0; d < depth; d++) values[out + d] = Math.max(values[out + d], from.values[cell + d]);
      }
    }
  }
  return made;
}

const share = (x) => 1 / (1 + Math.exp(-x));

function boxes({ side, depth, values }, least) {
  const found = [];
  for (let cell = 0; cell < side * side; cell++) {
    ANCHORS.forEach(([wide, high], anchor) => {
      const [x, y, w, h, sure] = values.subarray(cell * depth + anchor * BOX, cell * depth + (anchor + 1) * BOX);
      if (share(sure) < least) return;
      const [width, height] = [(Math.exp(w) * wide) / side, (Math.exp(h) * high) / side];
      found.push({
        x: ((cell % side) + share(x)) / side - width / 2, y: (((cell / side) | 0) + share(y)) / side - height / 2,
        width, height, score: share(sure),
      });
    });
  }
  return found;
}

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(0, width) * Math.max(0, height);
  return both / (a.width * a.height + b.width * b.height - both);
}

// The faces of a square picture, the surest first: boxes in shares of its side, each with a score up to 1.
export function faces(weights, rgba, side, least = 0.6) {
  let at = first(picture(rgba, side), weights["conv0/filters"], weights["conv0/bias"]);
  for (const name of ["conv1", "conv2", "conv3", "conv4", "conv5"]) {
    at = spread(pool(at, 2), weights[`${name}/depthwise_filter`]);
    at = mix(at, weights[`${name}/pointwise_filter`], weights[`${name}/bias`]);
    leaky(at.values);
  }
  at = mix(pool(at, 1), weights["conv8/filters"], weights["conv8/bias"]);
  const kept = [];
  for (const box of boxes(at, least).sort((a, b) => b.score - a.score)) {
    if (kept.every((one) => overlap(one, box) <= OVERLAP)) kept.push(box);
  }
  return kept;
}
