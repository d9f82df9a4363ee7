// The name of a colour profile (ICC.1:2022, 9.2.41 profileDescriptionTag). Only told, never computed with: the browser
// brings the colours into sRGB.

const TAG = 12;
const MOST_BYTES = 1 << 22; // as read; profiles are some kilobytes large

/**
 * @param {Uint8Array} icc
 * @returns {{name: string, isSrgb: boolean}} the name is '?' where the profile has none that can be read.
 */
export function readIcc(icc) {
  let name = '?';
  try {
    name = description(new DataView(icc.buffer, icc.byteOffset, icc.byteLength), icc) || '?';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // a table that leads beyond the profile's end
  }
  return { name, isSrgb: name.includes('sRGB') };
}

/**
 * Return the profile of a PNG file; broken data end early.
 *
 * @param {Uint8Array} chunk body of its part iCCP.
 * @returns {Promise<Uint8Array>}
 */
export async function inflateIcc(chunk) {
  const stream = new Blob([chunk.subarray(chunk.indexOf(0) + 2)]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = stream.getReader();
  let whole = new Uint8Array(0);
  try {
    for (let part = await reader.read(); !part.done && whole.length < MOST_BYTES; part = await reader.read()) {
      const longer = new Uint8Array(whole.length + part.value.length);
      longer.set(whole);
      longer.set(part.value, whole.length);
      whole = longer;
    }
    await reader.cancel();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no such data
  }
  return whole;
}

function description(view, icc) {
  for (let at = 132; at < 132 + view.getUint32(128) * TAG; at += TAG) {
    if (fourCc(view, at) !== 'desc') continue;
    const start = view.getUint32(at + 4);
    if (fourCc(view, start) === 'mluc') {
      const text = start + view.getUint32(start + 24);
      return new TextDecoder('utf-16be').decode(icc.subarray(text, text + view.getUint32(start + 20)));
    }
    const length = view.getUint32(start + 8);
    return new TextDecoder('latin1').decode(icc.subarray(start + 12, start + 12 + length)).replace(/\0.*$/su, '');
  }
  return '';
}

function fourCc(view, at) {
  return String.fromCharCode(...[0, 1, 2, 3].map((place) => view.getUint8(at + place)));
}
