// Facts of a JPEG file (ITU-T T.81, ICC.1 annex B.4, EXIF 2.32).

const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const [APP1, APP2, START_OF_SCAN, END_OF_IMAGE] = [0xe1, 0xe2, 0xda, 0xd9];
const ICC = 'ICC_PROFILE\0';
const EXIF = 'Exif\0\0';

/**
 * @param {Uint8Array} bytes the whole file.
 * @param {DataView} view of them.
 * @returns {import('./facts.js').Facts}
 * @throws {RangeError} it ends too early.
 */
export function readJpeg(bytes, view) {
  const facts = { width: 0, height: 0, bits: 8, hasOwnColours: false };
  const profile = [];
  let at = 2;
  while (!facts.width || view.getUint8(at + 1) !== START_OF_SCAN) {
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at++; // fill bytes
    const marker = view.getUint16(at) - 0xff00;
    const body = bytes.subarray(at + 4, at + 2 + view.getUint16(at + 2));
    if (FRAMES.has(marker)) readFrame(view, at + 4, facts);
    if (marker === START_OF_SCAN || marker < 0) break;
    if (marker === APP1 && starts(body, EXIF)) facts.exif = body.subarray(EXIF.length);
    if (marker === APP2 && starts(body, ICC)) profile[body[ICC.length]] = body.subarray(ICC.length + 2);
    at += 2 + view.getUint16(at + 2);
  }
  if (!ends(bytes, at)) facts.refusal = 'damaged'; // browsers show what is there, and grey below
  const parts = profile.filter(Boolean);
  if (parts.length) facts.icc = joined(parts);
  return facts;
}

function readFrame(view, at, facts) {
  facts.bits = view.getUint8(at);
  facts.height = view.getUint16(at + 1);
  facts.width = view.getUint16(at + 3);
  if (view.getUint8(at + 5) > 3) facts.refusal = 'cmyk';
}

function ends(bytes, scan) {
  let at = bytes.length - 1;
  while (at > scan && (bytes[at] !== END_OF_IMAGE || bytes[at - 1] !== 0xff)) at--;
  return at > scan;
}

function starts(body, text) {
  return [...text].every((letter, at) => body[at] === letter.charCodeAt(0));
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
