// Resizing along one axis by weights, the same as uvphoto.conversion.resampling: Pillow's kernels and borders, a
// Hamming-windowed sinc of support 1 when reducing, the cubic convolution of Keys (a = -0.5) when enlarging.

/**
 * What output pixels of a resized axis take from its input pixels.
 *
 * @typedef {object} Taps
 * @property {number} low first input pixel that counts.
 * @property {number} high input pixel behind the last that counts.
 * @property {number} count weights of an output pixel.
 * @property {Int32Array} first input pixel of the first weight of each output pixel; those behind ``high`` weigh 0.
 * @property {Float32Array} weights (output pixels x count); those of an output pixel add up to 1.
 */

/**
 * Return how output pixels ``start`` to ``stop`` of an axis come from the input.
 *
 * @param {number} nIn pixels of the whole axis before.
 * @param {number} nOut and after; the outer edges of both coincide.
 * @param {number} start first output pixel that is wanted.
 * @param {number} stop output pixel behind the last that is wanted.
 * @returns {Taps}
 */
export function taps(nIn, nOut, start, stop) {
  const scale = nIn / nOut;
  const reach = nIn > nOut ? scale : 2;
  const kernel = scale > 1 ? hamming : cubic;
  const ranges = Array.from({ length: stop - start }, (_, at) => rangeAround((start + at + 0.5) * scale, reach, nIn));
  const count = Math.max(...ranges.map(([first, behind]) => behind - first));
  const weights = new Float32Array(ranges.length * count);
  ranges.forEach(([first, behind], at) => {
    const centre = (start + at + 0.5) * scale;
    const raw = Array.from({ length: behind - first }, (_, tap) =>
      kernel(Math.abs(first + tap + 0.5 - centre) / Math.max(scale, 1)),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    raw.forEach((weight, tap) => (weights[at * count + tap] = weight / sum));
  });
  return {
    low: Math.min(...ranges.map(([first]) => first)),
    high: Math.max(...ranges.map(([, behind]) => behind)),
    count,
    first: Int32Array.from(ranges, ([first]) => first),
    weights,
  };
}

function rangeAround(centre, reach, nIn) {
  return [Math.max(Math.trunc(centre - reach + 0.5), 0), Math.min(Math.trunc(centre + reach + 0.5), nIn)];
}

function hamming(x) {
  if (x >= 1) return 0;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return sinc * (0.54 + 0.46 * Math.cos(Math.PI * x));
}

function cubic(x) {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}
