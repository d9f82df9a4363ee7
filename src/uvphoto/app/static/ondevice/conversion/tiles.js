// Where tiles lie along one axis: the same as uvphoto.conversion.tiles.

/**
 * Cut an axis into the fewest cores that it takes, all of one size and no larger than needed.
 *
 * @param {number} length pixels of the axis.
 * @param {{tile: number, reach: number, multiple: number}} tiling the largest side of a tile; how far an output pixel
 *   looks; tiles lie on multiples of this.
 * @returns {{starts: number[], core: number, halo: number, tile: number}} first pixel of each core, pixels of a core,
 *   pixels on either side of it that the tile has besides, and the tile's side.
 */
export function exactAxis(length, { tile, reach, multiple }) {
  const halo = up(reach, multiple);
  const largest = Math.floor((tile - 2 * halo) / multiple) * multiple;
  if (largest < multiple) throw new RangeError(`a tile of ${tile} pixels leaves no core`);
  const count = Math.ceil(length / largest);
  const core = up(Math.ceil(length / count), multiple);
  const starts = [];
  for (let start = 0; start < length; start += core) starts.push(start);
  return { starts, core, halo, tile: core + 2 * halo };
}

function up(value, multiple) {
  return Math.ceil(value / multiple) * multiple;
}
