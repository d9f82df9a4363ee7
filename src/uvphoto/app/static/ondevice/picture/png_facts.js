// Facts of a PNG file (PNG specification, third edition).

const HDR_TRANSFERS = [16, 18]; // ITU-T H.273, table 3: PQ and HLG
const [BT709_PRIMARIES, SRGB_TRANSFER] = [1, 13];
const SRGB_GAMMA = 45455;

/**
 * @param {Uint8Array} bytes the whole file.
 * @param {DataView} view of them.
 * @returns {import('./facts.js').Facts} ``compressedIcc`` in place of ``icc``: its name, then zlib's data.
 * @throws {RangeError} it ends too early.
 */
export function readPng(bytes, view) {
  const facts = { width: view.getUint32(16), height: view.getUint32(20), bits: bytes[24], hasOwnColours: false };
  let isSrgb = false;
  for (let at = 8; at + 8 <= bytes.length; at += view.getUint32(at) + 12) {
    const name = new TextDecoder('latin1').decode(bytes.subarray(at + 4, at + 8));
    const body = at + 8;
    if (name === 'IDAT' || name === 'IEND') break;
    if (name === 'acTL' && view.getUint32(body) > 1) facts.refusal = 'animated';
    if (name === 'eXIf') facts.exif = bytes.subarray(body, body + view.getUint32(at));
    if (name === 'sRGB') isSrgb = true;
    if (name === 'iCCP') facts.compressedIcc = bytes.subarray(body, body + view.getUint32(at));
    if (name === 'gAMA' && Math.abs(view.getUint32(body) - SRGB_GAMMA) > 100) facts.hasOwnColours = true;
    if (name === 'cICP') readCodePoints(bytes[body], bytes[body + 1], facts);
  }
  if (isSrgb && !facts.isCoded) facts.hasOwnColours = false;
  return facts;
}

function readCodePoints(primaries, transfer, facts) {
  facts.isCoded = true;
  if (HDR_TRANSFERS.includes(transfer)) facts.refusal = 'hdr';
  facts.hasOwnColours = primaries !== BT709_PRIMARIES || transfer !== SRGB_TRANSFER;
}
