// A picture file -> its pixels, upright and in sRGB, by the browser's own decoder.

import { Refusal } from '../refusal.js';
import { readFacts } from './facts.js';

const STRIP_PIXELS = 1 << 22; // canvases are small on phones, so the pixels are read strip by strip
const RGBA = 4;

/**
 * Decode a photo.
 *
 * @param {Blob} file
 * @param {{most_pixels: number, most_bytes: number}} limits
 * @returns {Promise<{photo: import('../conversion/working.js').Photo, bitmap: ImageBitmap, notes: object[]}>}
 * @throws {Refusal} it cannot be used.
 */
export async function decode(file, limits) {
  if (file.size > limits.most_bytes) throw new Refusal('bytes', { most: (limits.most_bytes / 1e6).toFixed(0) });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { notes } = await readFacts(bytes, limits);
  const bitmap = await decoded(file);
  if (bitmap.width * bitmap.height > limits.most_pixels) throw new Refusal('damaged'); // not as large as it says
  return { photo: pixelsOf(bitmap), bitmap, notes };
}

/** Return a copy of a bitmap whose longer side is at most so many pixels long. */
export function reduced(bitmap, longest) {
  const zoom = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  return createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width * zoom)),
    resizeHeight: Math.max(1, Math.round(bitmap.height * zoom)),
    resizeQuality: 'high',
  });
}

async function decoded(file) {
  try {
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'default', // into sRGB, where a profile says that it is another
      premultiplyAlpha: 'none',
    });
  } catch {
    throw new Refusal('damaged'); // browsers do not tell why
  }
}

function pixelsOf(bitmap) {
  const { width, height } = bitmap;
  const rows = Math.max(1, Math.min(height, Math.floor(STRIP_PIXELS / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (!readsTruly(context)) throw new Refusal('canvas');
  const pixels = new Uint8Array(width * height * RGBA);
  for (let top = 0; top < height; top += rows) {
    const some = Math.min(rows, height - top);
    context.clearRect(0, 0, width, some);
    context.drawImage(bitmap, 0, top, width, some, 0, 0, width, some);
    pixels.set(context.getImageData(0, 0, width, some).data, top * width * RGBA);
  }
  for (let at = 3; at < pixels.length; at += RGBA) if (pixels[at] !== 255) throw new Refusal('transparent');
  return { pixels, width, height };
}

/** Whether pixels come back as they were drawn: some browsers blur what is read, against tracking. */
function readsTruly(context) {
  for (let level = 0; level < 256; level += 5) {
    context.fillStyle = `rgb(${level} ${255 - level} ${(level * 7) % 256})`;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    if (red !== level || green !== 255 - level || blue !== (level * 7) % 256) return false;
  }
  return true;
}
