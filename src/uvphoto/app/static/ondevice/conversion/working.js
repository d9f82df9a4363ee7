// A photo seen at the working scale of the weights, tile by tile, and mirrored beyond its borders: the same as
// uvphoto.conversion.working, from stored 8-bit pixels.

import { taps } from './resampling.js';

const RGBA = 4;

/**
 * A photo as it was decoded.
 *
 * @typedef {object} Photo
 * @property {Uint8Array} pixels (height, width, 4) RGBA, sRGB-encoded.
 * @property {number} height rows.
 * @property {number} width columns.
 */

/**
 * Return what the network takes of a tile.
 *
 * @param {Photo} photo at its own size.
 * @param {{height: number, width: number}} size at the working scale.
 * @param {number} top row of the tile's first pixel, at the working scale; negative above the photo.
 * @param {number} left column of it.
 * @param {{height: number, width: number}} side of the tile.
 * @returns {Float32Array} (3, side.height, side.width) in [-1, 1].
 */
export function readTile(photo, size, top, left, side) {
  const rows = mirrored(top, side.height, size.height);
  const columns = mirrored(left, side.width, size.width);
  const box = { top: least(rows), bottom: most(rows) + 1, left: least(columns), right: most(columns) + 1 };
  const inner = resampled(photo, size, box);
  const width = box.right - box.left;
  const tile = new Float32Array(3 * side.height * side.width);
  let at = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (const row of rows) {
      const line = (channel * (box.bottom - box.top) + row - box.top) * width - box.left;
      for (const column of columns) tile[at++] = inner[line + column] * 2 - 1;
    }
  }
  return tile;
}

/**
 * Return a part of the photo at the working scale.
 *
 * @param {Photo} photo at its own size.
 * @param {{height: number, width: number}} size at the working scale.
 * @param {{top: number, bottom: number, left: number, right: number}} box all inside it.
 * @returns {Float32Array} (3, rows, columns) in [0, 1].
 */
export function resampled(photo, size, box) {
  // Where both sizes are equal, the cubic kernel weighs one pixel 1 and the others 0, so that nothing changes.
  const across = taps(photo.width, size.width, box.left, box.right);
  const down = taps(photo.height, size.height, box.top, box.bottom);
  const [rows, columns] = [box.bottom - box.top, box.right - box.left];
  const out = new Float32Array(3 * rows * columns);
  const line = new Float32Array((across.high - across.low) * 3);
  for (let row = 0; row < rows; row++) {
    mixLines(photo, down, row, across, line);
    for (let channel = 0; channel < 3; channel++) {
      mixAlong(line, across, channel, out.subarray((channel * rows + row) * columns));
    }
  }
  return out;
}

/**
 * Return the pixel of an axis of ``size`` that each of ``length`` places from ``start`` on shows; the outermost twice.
 *
 * @param {number} start first place; may lie outside.
 * @param {number} length places.
 * @param {number} size pixels of the axis.
 * @returns {Int32Array}
 */
export function mirrored(start, length, size) {
  return Int32Array.from({ length }, (_, at) => {
    const place = (((start + at) % (2 * size)) + 2 * size) % (2 * size);
    return Math.min(place, 2 * size - 1 - place);
  });
}

function mixLines(photo, down, row, across, line) {
  line.fill(0);
  for (let tap = 0; tap < down.count; tap++) {
    const weight = down.weights[row * down.count + tap] / 255;
    if (weight === 0) continue;
    let from = ((down.first[row] + tap) * photo.width + across.low) * RGBA;
    for (let at = 0; at < line.length; at += 3, from += RGBA) {
      for (let channel = 0; channel < 3; channel++) line[at + channel] += weight * photo.pixels[from + channel];
    }
  }
}

function mixAlong(line, across, channel, out) {
  for (let column = 0; column < across.first.length; column++) {
    let sum = 0;
    for (let tap = 0; tap < across.count; tap++) {
      const weight = across.weights[column * across.count + tap];
      if (weight !== 0) sum += weight * line[(across.first[column] - across.low + tap) * 3 + channel];
    }
    out[column] = Math.min(Math.max(sum, 0), 1); // the cubic kernel overshoots at edges
  }
}

function least(values) {
  return values.reduce((one, other) => Math.min(one, other));
}

function most(values) {
  return values.reduce((one, other) => Math.max(one, other));
}
