// One colour photo in, its UV photo out, at its own size: the same as uvphoto.conversion.convert, tile by tile, every
// pixel as in one pass over the whole photo.

import { workingSize } from './scale.js';
import { stretch } from './stretching.js';
import { exactAxis } from './tiles.js';
import { readTile } from './working.js';

/** Thrown out of a conversion that was cancelled. */
export class Cancelled extends Error {}

/**
 * Convert a photo.
 *
 * @param {import('./working.js').Photo} photo at its own size.
 * @param {object} converter what the manifest says of the weights: tile, reach, multiple, mm_per_pixel, close_enough,
 *   most_pixels.
 * @param {(tile: Float32Array, side: {height: number, width: number}) => Promise<Float32Array>} run the network:
 *   (3, h, w) in [-1, 1] -> (h, w), about [-1, 1].
 * @param {number} mmPerPixel scale of the photo.
 * @param {{progress: (done: number, total: number) => void, isCancelled: () => Promise<boolean>}} watch is told how
 *   many tiles are done, and asked before each whether to go on.
 * @returns {Promise<Uint8ClampedArray>} (height, width), 255 = bright.
 * @throws {Cancelled} it was cancelled.
 */
export async function convert(photo, converter, run, mmPerPixel, watch) {
  const size = workingSize(photo, mmPerPixel, converter);
  const rows = exactAxis(size.height, converter);
  const columns = exactAxis(size.width, converter);
  const side = { height: rows.tile, width: columns.tile };
  const total = rows.starts.length * columns.starts.length;
  const uv = new Float32Array(size.height * size.width);
  let done = 0;
  watch.progress(done, total);
  for (const top of rows.starts) {
    for (const left of columns.starts) {
      if (await watch.isCancelled()) throw new Cancelled();
      const tile = readTile(photo, size, top - rows.halo, left - columns.halo, side);
      keepCore(await run(tile, side), side, { top, left, rows, columns }, size, uv);
      watch.progress(++done, total);
    }
  }
  return stretch(uv, size, photo);
}

function keepCore(tile, side, { top, left, rows, columns }, size, uv) {
  const bottom = Math.min(top + rows.core, size.height);
  const right = Math.min(left + columns.core, size.width);
  for (let row = top; row < bottom; row++) {
    const from = (row - top + rows.halo) * side.width + columns.halo;
    for (let column = left; column < right; column++) {
      uv[row * size.width + column] = Math.min(Math.max(tile[from + column - left] * 0.5 + 0.5, 0), 1);
    }
  }
}
