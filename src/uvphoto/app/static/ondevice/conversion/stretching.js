// From the working scale back to the photo's own size: the same as uvphoto.conversion.stretching.

import { taps } from './resampling.js';

const WHITE = 255;

/**
 * Return a UV photo at the photo's own size, rounded to 8 bit.
 *
 * @param {Float32Array} uv (size.height, size.width) in [0, 1], at the working scale.
 * @param {{height: number, width: number}} size at the working scale.
 * @param {{height: number, width: number}} target the photo's own.
 * @returns {Uint8ClampedArray} (target.height, target.width), 255 = bright.
 */
export function stretch(uv, size, target) {
  const across = taps(size.width, target.width, 0, target.width);
  const down = taps(size.height, target.height, 0, target.height);
  const out = new Uint8ClampedArray(target.height * target.width); // clamps and rounds what is put into it
  const wide = new Map(); // rows of the working scale, as wide as the photo, that are still needed
  const line = new Float32Array(target.width);
  for (let row = 0; row < target.height; row++) {
    line.fill(0);
    for (const known of wide.keys()) if (known < down.first[row]) wide.delete(known);
    for (let tap = 0; tap < down.count; tap++) {
      const weight = down.weights[row * down.count + tap];
      if (weight === 0) continue;
      const from = down.first[row] + tap;
      if (!wide.has(from)) wide.set(from, widened(uv, from * size.width, across));
      const source = wide.get(from);
      for (let column = 0; column < target.width; column++) line[column] += weight * source[column];
    }
    for (let column = 0; column < target.width; column++) out[row * target.width + column] = line[column] * WHITE;
  }
  return out;
}

function widened(uv, start, across) {
  const line = new Float32Array(across.first.length);
  for (let column = 0; column < line.length; column++) {
    let sum = 0;
    for (let tap = 0; tap < across.count; tap++) {
      const weight = across.weights[column * across.count + tap];
      if (weight !== 0) sum += weight * uv[start + across.first[column] + tap];
    }
    line[column] = sum;
  }
  return line;
}
