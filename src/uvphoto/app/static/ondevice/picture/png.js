// PNG files of a UV photo, marked as synthetic: the same parts as uvphoto.picture writes (PNG specification, third
// edition).

import { buildExif } from './exif.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const SUB_FILTER = 1;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * Encode a grey picture.
 *
 * @param {Uint8ClampedArray} samples (height, width), with the tone curve of sRGB.
 * @param {{height: number, width: number}} size
 * @param {{xmp: string, description: string, software: string}} marks the XMP packet and the words that tell what the
 *   picture is.
 * @returns {Promise<Blob>}
 */
export async function encodePng(samples, size, marks) {
  const utf8 = new TextEncoder();
  const text = (keyword, value) => chunk('iTXt', utf8.encode(`${keyword}\0\0\0\0\0${value}`));
  const parts = [
    new Uint8Array(SIGNATURE),
    chunk('IHDR', header(size)),
    chunk('sRGB', new Uint8Array(1)),
    chunk('eXIf', buildExif(marks.description, marks.software)),
    text('XML:com.adobe.xmp', marks.xmp),
    text('Software', marks.software),
    text('Description', marks.description),
    chunk('IDAT', await deflated(filtered(samples, size))),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Blob(parts, { type: 'image/png' });
}

function header({ height, width }) {
  const body = new DataView(new ArrayBuffer(13));
  body.setUint32(0, width);
  body.setUint32(4, height);
  body.setUint8(8, 8); // bits; colour type 0 (grey) and the other methods are 0
  return new Uint8Array(body.buffer);
}

function filtered(samples, { height, width }) {
  const lines = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    const line = lines.subarray(row * (width + 1), (row + 1) * (width + 1));
    line[0] = SUB_FILTER;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      line[column + 1] = samples[at] - (column ? samples[at - 1] : 0);
    }
  }
  return lines;
}

async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate')); // zlib's format
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(name, body) {
  const whole = new Uint8Array(body.length + 12);
  const view = new DataView(whole.buffer);
  view.setUint32(0, body.length);
  whole.set(new TextEncoder().encode(name), 4);
  whole.set(body, 8);
  view.setUint32(body.length + 8, crc(whole.subarray(4, body.length + 8)));
  return whole;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
