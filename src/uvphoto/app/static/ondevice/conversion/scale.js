// The scale of a photo, and the size in which it is converted: the same as uvphoto.conversion.scale.

import { Refusal } from '../refusal.js';

const EYES = 0.43; // of the height of a portrait, from its top

/**
 * Return the rows and columns of a photo at the working scale; its own where the two scales are close.
 *
 * @param {{height: number, width: number}} photo
 * @param {number} mmPerPixel of the photo.
 * @param {{mm_per_pixel: number, close_enough: number, most_pixels: number}} working scale in mm per pixel, the share
 *   of it within which a photo stays as it is, and the pixels above which nothing is converted.
 * @returns {{height: number, width: number}}
 */
export function workingSize(photo, mmPerPixel, working) {
  if (!(mmPerPixel > 0 && mmPerPixel < Infinity)) throw new Refusal('scale');
  const zoom = mmPerPixel / working.mm_per_pixel;
  if (Math.abs(zoom - 1) <= working.close_enough) return { height: photo.height, width: photo.width };
  const pixels = photo.height * photo.width * zoom * zoom;
  if (pixels > working.most_pixels) throw new Refusal('enlarged', { megapixels: (pixels / 1e6).toFixed(0) });
  return { height: Math.max(1, rounded(photo.height * zoom)), width: Math.max(1, rounded(photo.width * zoom)) };
}

/**
 * Return the scale that two pupils give.
 *
 * @param {{x: number, y: number}[]} pupils both centres, in pixels of the photo.
 * @param {number} millimetres between them.
 * @returns {number} mm per pixel; Infinity where both are at one place.
 */
export function scaleByPupils([one, other], millimetres) {
  return millimetres / Math.hypot(one.x - other.x, one.y - other.y);
}

/**
 * Return where the pupils are, if the shorter side of the photo is as long as is assumed where no face is found.
 *
 * @param {{height: number, width: number}} photo
 * @param {{pupil_distance_mm: number, shorter_side_mm: number}} assumed
 * @returns {{x: number, y: number}[]}
 */
export function guessPupils(photo, assumed) {
  const apart = (assumed.pupil_distance_mm / assumed.shorter_side_mm) * Math.min(photo.height, photo.width);
  return [-0.5, 0.5].map((side) => ({ x: photo.width / 2 + side * apart, y: photo.height * EYES }));
}

/** Return a scale with as many digits as make sense. */
export function formatScale(mmPerPixel) {
  return String(Number(mmPerPixel.toPrecision(5)));
}

/** Round halves to the even neighbour, as Python does. */
function rounded(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
