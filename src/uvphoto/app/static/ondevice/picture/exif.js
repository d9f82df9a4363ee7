// EXIF data (TIFF 6.0, EXIF 2.32): the little that is written, and the one fact of colour that is read.

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const [IMAGE_DESCRIPTION, ORIENTATION, SOFTWARE, EXIF_IFD, COLOUR_SPACE] = [0x010e, 0x0112, 0x0131, 0x8769, 0xa001];
const UNCALIBRATED = 0xffff;
const ENTRY = 12;

/**
 * Return EXIF data that say nothing of the person, place, time or camera; begins with the TIFF header.
 *
 * @param {string} description what viewers show as the picture's description.
 * @param {string} software what made it.
 * @returns {Uint8Array}
 */
export function buildExif(description, software) {
  const utf8 = new TextEncoder();
  const texts = [utf8.encode(`${description}\0`), utf8.encode(`${software}\0`)];
  const behind = 8 + 2 + 3 * ENTRY + 4; // of the TIFF header and the one table
  const bytes = new Uint8Array(behind + texts[0].length + texts[1].length);
  bytes.set(utf8.encode('II*\0'));
  bytes.set(texts[0], behind);
  bytes.set(texts[1], behind + texts[0].length);
  const view = new DataView(bytes.buffer);
  const entry = (place, tag, type, count, value) => {
    const at = 10 + place * ENTRY;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  };
  view.setUint32(4, 8, true);
  view.setUint16(8, 3, true);
  entry(0, IMAGE_DESCRIPTION, ASCII, texts[0].length, behind);
  entry(1, ORIENTATION, SHORT, 1, 1);
  entry(2, SOFTWARE, ASCII, texts[1].length, behind + texts[0].length);
  return bytes;
}

/**
 * Tell whether a camera says that its colours are not sRGB; data that are broken say nothing.
 *
 * @param {Uint8Array | undefined} data EXIF data from the TIFF header on.
 * @returns {boolean}
 */
export function isUncalibrated(data) {
  try {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const little = view.getUint16(0) === 0x4949;
    const detail = find(view, view.getUint32(4, little), EXIF_IFD, little);
    if (detail === null || view.getUint16(detail + 2, little) !== LONG) return false;
    const space = find(view, view.getUint32(detail + 8, little), COLOUR_SPACE, little);
    return space !== null && view.getUint16(space + 8, little) === UNCALIBRATED;
  } catch {
    return false;
  }
}

function find(view, table, tag, little) {
  for (let place = 0; place < view.getUint16(table, little); place++) {
    const at = table + 2 + place * ENTRY;
    if (view.getUint16(at, little) === tag) return at;
  }
  return null;
}
