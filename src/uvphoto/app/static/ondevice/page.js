// The page: a photo is chosen, its pupils are placed, it is converted beside the page, and the UV photo is shown.

import { formatScale, guessPupils, scaleByPupils } from './conversion/scale.js';
import { showBoth } from './ui/compare.js';
import { ConvertingWorker, Failure } from './ui/converting.js';
import { keepForOffline } from './ui/offline.js';
import { Pupils } from './ui/pupils.js';
import { hush, preferredLanguage, say, speak } from './ui/strings.js';

const MOST_THREADS = 4; // more gain little, and phones have few fast cores

const at = (id) => document.getElementById(id);
const pickers = [at('file'), at('camera')];
const state = { manifest: null, photo: null, running: null, ready: 'ready.done' };
const worker = new ConvertingWorker();
const pupils = new Pupils(tellScale);

speak(preferredLanguage());
for (const button of document.querySelectorAll('.choices [lang]')) {
  button.addEventListener('click', () => speak(button.lang));
}
for (const picker of pickers) picker.addEventListener('change', () => picker.files[0] && open(picker));
for (const radio of document.querySelectorAll('[name=by]')) radio.addEventListener('change', chooseScale);
at('millimetres').addEventListener('input', tellScale);
at('convert').addEventListener('click', convert);
at('cancel').addEventListener('click', () => state.running?.cancel());
await start();

async function start() {
  try {
    const response = await fetch(new URL('manifest.json', import.meta.url));
    const manifest = await response.json();
    state.manifest = manifest;
    const { assumed, weights } = manifest;
    say(at('ready'), 'ready.loading', { megabytes: (weights.bytes / 1e6).toFixed(0) });
    for (const told of document.querySelectorAll('[data-text="scale.assumed"]')) {
      say(told, 'scale.assumed', { pupils: assumed.pupil_distance_mm, side: assumed.shorter_side_mm });
    }
    // Only an isolated page may share memory between threads.
    const threads = crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MOST_THREADS) : 1;
    await worker.ask({ kind: 'load', manifest, threads }).answer;
    say(at('technical'), 'technical', { name: weights.name, sha256: weights.sha256.slice(0, 16), threads });
    state.ready = (await keepForOffline()) ? 'ready.kept' : 'ready.done';
    say(at('ready'), state.ready);
    setPickers(true);
  } catch (error) {
    hush(at('ready'));
    refuse(error);
  }
}

async function open(picker) {
  const [file] = picker.files;
  state.running?.cancel();
  state.photo = null;
  for (const id of ['refusal', 'notes', 'scale', 'result']) at(id).hidden = true;
  say(at('ready'), 'choose.opening');
  setPickers(false); // one photo at a time
  try {
    const photo = await worker.ask({ kind: 'open', file }).answer;
    state.photo = { ...photo, name: file.name };
    showNotes(photo.notes);
    at('scale').hidden = false;
    pupils.show(photo.preview, photo, guessPupils(photo, state.manifest.assumed));
    hush(at('status'));
    tellScale();
  } catch (error) {
    refuse(error);
  } finally {
    say(at('ready'), state.ready);
    picker.value = ''; // so that the same photo can be chosen again
    setPickers(true);
  }
}

function setPickers(areOpen) {
  for (const picker of pickers) picker.disabled = !areOpen;
}

async function convert() {
  const { mmPerPixel, source } = scale();
  at('result').hidden = true;
  at('refusal').hidden = true;
  setRunning(true);
  state.running = worker.ask({ kind: 'convert', mmPerPixel, source }, showProgress);
  try {
    const done = await state.running.answer;
    if (done) showResult(done);
    else say(at('status'), 'convert.cancelled');
  } catch (error) {
    hush(at('status'));
    refuse(error);
  } finally {
    state.running = null;
    setRunning(false);
  }
}

function setRunning(isRunning) {
  at('working').hidden = at('cancel').hidden = !isRunning;
  at('convert').disabled = isRunning || !isScale(scale().mmPerPixel);
  (isRunning ? at('cancel') : at('convert')).focus();
}

function showProgress({ done, total }) {
  at('progress').value = done / total;
  say(at('status'), 'convert.running', { done: Math.min(done + 1, total), total });
}

function showResult({ png, preview, seconds }) {
  hush(at('status'));
  at('result').hidden = false;
  showBoth(state.photo.preview, preview);
  say(at('took'), 'result.took', { seconds: seconds.toFixed(1) });
  const link = at('download');
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(png);
  link.download = `${state.photo.name.replace(/\.[^.]*$/u, '')}_uv.png`;
  queueMicrotask(() => at('result-heading').focus());
}

function showNotes(notes) {
  at('notes').replaceChildren(
    ...notes.map(({ code, values }) => {
      const item = document.createElement('li');
      say(item, `note.${code}`, values);
      return item;
    }),
  );
  at('notes').hidden = notes.length === 0;
}

function refuse(error) {
  const known = error instanceof Failure ? error : new Failure('unknown', { detail: String(error) });
  say(at('refusal'), `refused.${known.code}`, known.values);
  at('refusal').hidden = false;
  at('refusal').scrollIntoView({ block: 'nearest' });
}

function chooseScale() {
  const isGiven = isByNumber();
  at('by-number').hidden = !isGiven;
  at('by-pupils').hidden = isGiven;
  tellScale();
}

function tellScale() {
  const { mmPerPixel } = scale();
  if (isScale(mmPerPixel)) say(at('told-scale'), 'scale.told', { scale: formatScale(mmPerPixel) });
  else say(at('told-scale'), 'refused.scale');
  at('convert').disabled = Boolean(state.running) || !isScale(mmPerPixel);
}

/** Return the scale of the photo and how it is known, by its name in the manifest. */
function scale() {
  if (isByNumber()) return { mmPerPixel: at('millimetres').valueAsNumber, source: 'given' };
  const apart = scaleByPupils(pupils.places, state.manifest.assumed.pupil_distance_mm);
  return { mmPerPixel: apart, source: pupils.isPlaced ? 'pupils' : 'shorter_side' };
}

function isByNumber() {
  return document.querySelector('[name=by]:checked').value === 'given';
}

function isScale(mmPerPixel) {
  return mmPerPixel > 0 && mmPerPixel < Infinity;
}
