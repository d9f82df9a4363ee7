// What a picture file says of itself before its pixels are decoded, so that what cannot be used is refused in time.

import { Refusal } from '../refusal.js';
import { isUncalibrated } from './exif.js';
import { inflateIcc, readIcc } from './icc.js';
import { readJpeg } from './jpeg_facts.js';
import { readPng } from './png_facts.js';
import { readWebp } from './webp_facts.js';

/**
 * @typedef {object} Facts
 * @property {number} width columns as stored, before the orientation is applied.
 * @property {number} height rows as stored.
 * @property {number} bits of a sample.
 * @property {Uint8Array | undefined} icc the embedded colour profile.
 * @property {string | undefined} refusal why it cannot be used.
 * @property {boolean} hasOwnColours it gives its colours by other means than a profile, not as sRGB.
 * @property {Uint8Array | undefined} exif from the TIFF header on.
 */

const READERS = [
  { starts: [0xff, 0xd8, 0xff], read: readJpeg },
  { starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], read: readPng },
  { starts: [0x52, 0x49, 0x46, 0x46], read: readWebp },
];

/**
 * Read what a file says of itself.
 *
 * @param {Uint8Array} bytes the whole file.
 * @param {{most_pixels: number}} limits
 * @returns {Promise<Facts & {notes: {code: string, values: object}[]}>} with what the user should know.
 * @throws {Refusal} it cannot be used.
 */
export async function readFacts(bytes, limits) {
  const reader = READERS.find(({ starts }) => starts.every((value, at) => bytes[at] === value));
  if (!reader) throw new Refusal('format');
  const facts = parsed(reader.read, bytes);
  if (facts.compressedIcc) facts.icc = await inflateIcc(facts.compressedIcc);
  if (!facts.icc && !facts.hasOwnColours && isUncalibrated(facts.exif)) facts.refusal ??= 'uncalibrated';
  if (facts.refusal) throw new Refusal(facts.refusal);
  if (!(facts.width > 0 && facts.height > 0)) throw new Refusal('damaged');
  if (facts.width * facts.height > limits.most_pixels) {
    const megapixels = (pixels) => (pixels / 1e6).toFixed(0);
    throw new Refusal('pixels', {
      megapixels: megapixels(facts.width * facts.height),
      most: megapixels(limits.most_pixels),
    });
  }
  return { ...facts, notes: notesOn(facts) };
}

function parsed(read, bytes) {
  try {
    return read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('damaged'); // read beyond its end
    throw error;
  }
}

function notesOn(facts) {
  const notes = [];
  const profile = facts.icc && readIcc(facts.icc);
  if (profile && !profile.isSrgb) notes.push({ code: 'profile', values: { name: profile.name } });
  else if (!facts.icc && facts.hasOwnColours) notes.push({ code: 'profile', values: { name: 'gAMA, cHRM, cICP' } });
  if (facts.bits > 8) notes.push({ code: 'bits', values: { bits: facts.bits } });
  return notes;
}
