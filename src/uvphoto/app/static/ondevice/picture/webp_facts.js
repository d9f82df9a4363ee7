// Facts of a WebP file (RFC 9649).

const ANIMATION = 0x02;

/**
 * @param {Uint8Array} bytes the whole file.
 * @param {DataView} view of them.
 * @returns {import('./facts.js').Facts}
 * @throws {RangeError} it ends too early.
 */
export function readWebp(bytes, view) {
  const facts = { width: 0, height: 0, bits: 8, hasOwnColours: false };
  if (text(bytes, 8) !== 'WEBP') return { ...facts, refusal: 'format' };
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    readChunk(text(bytes, at), bytes.subarray(at + 8, at + 8 + length), view, at + 8, facts);
    at += 8 + length + (length % 2);
  }
  return facts;
}

function readChunk(name, body, view, at, facts) {
  if (name === 'VP8X') {
    if (body[0] & ANIMATION) facts.refusal = 'animated';
    facts.width = 1 + (view.getUint32(at + 4, true) & 0xffffff);
    facts.height = 1 + (view.getUint32(at + 6, true) >>> 8);
  } else if (name === 'VP8 ' && !facts.width) {
    facts.width = view.getUint16(at + 6, true) & 0x3fff;
    facts.height = view.getUint16(at + 8, true) & 0x3fff;
  } else if (name === 'VP8L' && !facts.width) {
    const packed = view.getUint32(at + 1, true);
    facts.width = 1 + (packed & 0x3fff);
    facts.height = 1 + ((packed >>> 14) & 0x3fff);
  } else if (name === 'ICCP') {
    facts.icc = body;
  } else if (name === 'EXIF') {
    facts.exif = body;
  }
}

function text(bytes, at) {
  return new TextDecoder('latin1').decode(bytes.subarray(at, at + 4));
}
