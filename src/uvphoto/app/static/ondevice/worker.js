// The worker that converts: the network in ONNX Runtime Web, and one photo at a time. The page never waits for it.

import { Cancelled, convert } from './conversion/convert.js';
import { formatScale } from './conversion/scale.js';
import * as ort from './onnxruntime/ort.wasm.min.mjs';
import { decode, reduced } from './picture/decode.js';
import { encodePng } from './picture/png.js';
import { Refusal } from './refusal.js';

const PREVIEW = 1400; // pixels of the longer side of what is shown

const state = { manifest: null, session: null, photo: null, cancelled: new Set() };
const actions = { load, open, convert: convertPhoto };

self.onmessage = async ({ data }) => {
  if (data.kind === 'cancel') {
    state.cancelled.add(data.id);
    return;
  }
  try {
    await actions[data.kind](data);
  } catch (error) {
    tellFailure(data.id, error);
  }
};

/** Load the network: {kind: 'load', manifest, threads} -> {kind: 'ready', threads, seconds}. */
async function load({ id, manifest, threads }) {
  const started = performance.now();
  const base = new URL('./onnxruntime/', import.meta.url).href;
  ort.env.wasm.wasmPaths = {
    mjs: `${base}ort-wasm-simd-threaded.mjs`,
    wasm: `${base}ort-wasm-simd-threaded.wasm`,
  };
  ort.env.wasm.numThreads = threads;
  const response = await fetch(new URL(manifest.weights.file, import.meta.url));
  if (!response.ok) throw new Refusal('weights', { status: response.status });
  state.session = await ort.InferenceSession.create(await response.arrayBuffer(), {
    executionProviders: ['wasm'],
    enableMemPattern: false, // planning ahead holds more memory than the network needs at any time
  });
  state.manifest = manifest;
  postMessage({ kind: 'ready', id, threads, seconds: secondsSince(started) });
}

/** Decode a photo: {kind: 'open', id, file} -> {kind: 'opened', id, width, height, notes, preview, seconds}. */
async function open({ id, file }) {
  const started = performance.now();
  state.photo = null; // the memory of the last one is free for this one
  const { photo, bitmap, notes } = await decode(file, state.manifest.limits);
  const preview = await reduced(bitmap, PREVIEW);
  bitmap.close();
  state.photo = photo;
  const { width, height } = photo;
  postMessage({ kind: 'opened', id, width, height, notes, preview, seconds: secondsSince(started) }, [preview]);
}

/**
 * Convert the photo that was opened last: {kind: 'convert', id, mmPerPixel, source} -> {kind: 'progress', id, done,
 * total}, then {kind: 'done', id, png, preview, seconds} or {kind: 'cancelled', id}.
 */
async function convertPhoto({ id, mmPerPixel, source }) {
  const started = performance.now();
  const { photo, manifest } = state;
  const watch = {
    progress: (done, total) => postMessage({ kind: 'progress', id, done, total }),
    isCancelled: async () => {
      await new Promise((resolve) => setTimeout(resolve)); // lets a message in that may say so
      return state.cancelled.has(id);
    },
  };
  const converter = { ...manifest.converter, ...manifest.limits };
  const uv = await convert(photo, converter, runTile, mmPerPixel, watch);
  const png = await encodePng(uv, photo, marks(manifest, mmPerPixel, source));
  const preview = await shown(png);
  if (await watch.isCancelled()) throw new Cancelled();
  postMessage({ kind: 'done', id, png, preview, seconds: secondsSince(started) }, [preview]);
}

async function runTile(tile, { height, width }) {
  const colour = new ort.Tensor('float32', tile, [1, 3, height, width]);
  const { uv } = await state.session.run({ colour });
  return uv.data;
}

function marks({ synthetic }, mmPerPixel, source) {
  const description = synthetic.description
    .replace('{scale}', formatScale(mmPerPixel))
    .replace('{source}', synthetic.sources[source]);
  return { xmp: synthetic.xmp, software: synthetic.software, description };
}

async function shown(png) {
  const bitmap = await createImageBitmap(png);
  const preview = await reduced(bitmap, PREVIEW);
  bitmap.close();
  return preview;
}

function tellFailure(id, error) {
  if (error instanceof Cancelled) {
    state.cancelled.delete(id);
    postMessage({ kind: 'cancelled', id });
  } else if (error instanceof Refusal) {
    postMessage({ kind: 'failed', id, code: error.code, values: error.values });
  } else {
    postMessage({ kind: 'failed', id, code: 'unknown', values: { detail: String(error?.message ?? error) } });
  }
}

function secondsSince(started) {
  return (performance.now() - started) / 1000;
}
