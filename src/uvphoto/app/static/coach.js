// The coach: looks at the camera's picture, or at a chosen file, and says what to change before a photo is sent. Light and
// sharpness are measured in this browser; for the face and its pose the app's own server is shown a small copy, of which
// it keeps nothing. It only advises: whether a photo will do is said when it is measured. Without it a file can be chosen.

const WIDE = 240;  // pixels across, at which the light and the sharpness of a face are judged
const SHOWN = 480;  // pixels of the longer side of the copy in which the face is looked for
const LEAST = 200;  // pixels of its shorter side; in less no face is looked for
const OVAL = { x: 0.5, y: 0.5, rx: 0.35, ry: 0.375 };  // of a stage of 3 to 4, as drawn
const EYES = { x: 0.5, y: 0.44 };  // where they are while the face is in the oval
const LIMITS = { dark: 60, bright: 225, uneven: 1.8, sharp: 12, pixels: 500, far: 0.2, near: 0.42, aside: 0.15 };
const CHECKS = {  // what is looked at, and what can be wrong with it
  face: ["no_face", "several_faces", "aside"],
  distance: ["far", "near", "small"],
  pose: ["turned", "leaning"],
  light: ["dark", "bright", "uneven"],
  sharpness: ["blurred"],
};
const TICK = 300;  // ms between two looks of this browser
const REST = 700;  // ms between an answer of the server and the next question
const FRESH = 4000;  // ms for which an answer holds

/** Grey levels, 0 to 255, of the pixels (RGBA) of a picture. */
export function greyOf(pixels) {
  const grey = new Float32Array(pixels.length / 4);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = 0.2126 * pixels[4 * at] + 0.7152 * pixels[4 * at + 1] + 0.0722 * pixels[4 * at + 2];
  }
  return grey;
}

/** What can be said of grey levels within an oval (centre and half axes as shares of the picture):
 *  mean `light`, `unevenness` (ratio of both halves' means, 1 or more), `sharpness` (variance of the Laplacian). */
export function measure(grey, width, height, oval = OVAL) {
  const sums = [0, 0], counts = [0, 0];
  let first = 0, second = 0, inner = 0;
  for (let row = 1; row < height - 1; row += 1) {
    for (let column = 1; column < width - 1; column += 1) {
      const x = ((column + 0.5) / width - oval.x) / oval.rx, y = ((row + 0.5) / height - oval.y) / oval.ry;
      if (x * x + y * y > 1) continue;
      const at = row * width + column, half = x < 0 ? 0 : 1;
      sums[half] += grey[at];
      counts[half] += 1;
      const laplacian = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      first += laplacian;
      second += laplacian * laplacian;
      inner += 1;
    }
  }
  const [left, right] = sums.map((sum, half) => (sum + 1) / Math.max(counts[half], 1));
  const mean = first / inner;
  return { light: (sums[0] + sums[1]) / inner, unevenness: Math.max(left / right, right / left), sharpness: second / inner - mean * mean };
}

/** What is wrong with light and sharpness. */
function faultsOfLight({ light, unevenness, sharpness }) {
  const found = { dark: light < LIMITS.dark, bright: light > LIMITS.bright, uneven: unevenness > LIMITS.uneven, blurred: sharpness < LIMITS.sharp };
  return Object.keys(found).filter((name) => found[name]);
}

/** What is wrong with how a face, as the server tells of it, stands in the oval. */
function faultsOfPlace({ eyes, between }) {
  if (!eyes) return [];
  const found = { aside: Math.hypot(eyes.x - EYES.x, eyes.y - EYES.y) > LIMITS.aside, far: between < LIMITS.far, near: between > LIMITS.near };
  return Object.keys(found).filter((name) => found[name]);
}

/** The state of each of the checks: the name of what is wrong, "good", or "unknown".
 *  `face`: what the server tells, undefined where it tells nothing; `isFree`: no oval is to be met; `view`: that is taken. */
export function stateOf(measured, face, { isFree = false, view = "front" } = {}) {
  const faults = new Set([...faultsOfLight(measured), ...(face?.faults ?? []), ...(face && !isFree ? faultsOfPlace(face) : [])]);
  if (view !== "front") faults.delete("turned");
  const isKnown = (name) => name === "light" || name === "sharpness" || (face && (name === "face" || face.eyes));
  const state = (name) => CHECKS[name].find((fault) => faults.has(fault)) ?? (isKnown(name) ? "good" : "unknown");
  return Object.fromEntries(Object.keys(CHECKS).map((name) => [name, state(name)]));
}

/** The name of what to change first; "good" where nothing is. */
export function adviceOf(state) {
  if (state.light === "dark" || state.light === "bright") return state.light;  // no face can be found then
  return Object.values(state).find((one) => one !== "good" && one !== "unknown") ?? "good";
}

/** The middle of a picture, 3 to 4, as the stage shows it: left, top, width, height. */
function stageOf(width, height) {
  const wide = Math.min(width, (height * 3) / 4), high = (wide * 4) / 3;
  return [(width - wide) / 2, (height - high) / 2, wide, high];
}

/** Draws an area of a picture that wide, and returns what it is drawn on. */
function draw(source, area, wide, canvas) {
  canvas.width = Math.max(Math.round(wide), 1);
  canvas.height = Math.max(Math.round((wide * area[3]) / area[2]), 1);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(source, ...area, 0, 0, canvas.width, canvas.height);
  return drawing;
}

/** Measures what the stage shows of a picture. */
function look(source, width, height, canvas) {
  const { data } = draw(source, stageOf(width, height), WIDE, canvas).getImageData(0, 0, WIDE, (WIDE * 4) / 3);
  return measure(greyOf(data), canvas.width, canvas.height);
}

/** What the server tells of the face in an area of a picture; undefined where it does not. */
async function askOfFace(source, area, canvas) {
  draw(source, area, Math.min(SHOWN, (SHOWN * area[2]) / area[3], area[2]), canvas);
  if (Math.min(canvas.width, canvas.height) < LEAST) return undefined;
  const frame = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  const form = new FormData();
  form.set("csrf", document.querySelector("[name=csrf]").value);
  form.set("width", Math.round(area[2]));
  form.set("frame", frame, "frame.jpg");
  try {
    const answer = await fetch("/coach/look", { method: "POST", body: form });
    return answer.status === 200 && !answer.redirected ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

function begin(coach) {
  const part = (name) => coach.querySelector(`[data-${name}]`);
  const [stage, video, advice, checks, start, take, turn] = ["stage", "video", "advice", "checks", "start", "take", "turn"].map(part);
  const [ghost, ghostChoice, showGhost] = ["ghost", "ghost-choice", "show-ghost"].map(part);
  const [file, view] = ["photo", "view"].map((id) => document.getElementById(id));
  const [preview, fileAdvice] = ["preview", "file-advice"].map((name) => document.querySelector(`[data-${name}]`));
  const [canvas, copy] = [0, 1].map(() => document.createElement("canvas"));
  let stream = null, facing = "user", timer = 0, face, told = 0;

  const say = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const show = (isOn) => {
    for (const one of [stage, checks, take, turn, ghostChoice]) if (one) one.hidden = !isOn;
    start.hidden = isOn;
  };
  const stop = () => {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = face = null;
    show(false);
  };
  const watch = () => {
    if (!stream) return;
    if (video.videoWidth) {
      const measured = look(video, video.videoWidth, video.videoHeight, canvas);
      const state = stateOf(measured, Date.now() - told < FRESH ? face : undefined, { view: view.value });
      say(advice, coach.dataset[adviceOf(state)]);
      stage.classList.toggle("is-good", state.face === "good" && adviceOf(state) === "good");
      for (const [name, one] of Object.entries(state)) {
        const mark = one === "good" || one === "unknown" ? one : "wrong";
        checks.querySelector(`[data-check=${name}]`).dataset.state = mark;
      }
    }
    timer = setTimeout(watch, TICK);
  };
  const watchFace = async (watched) => {
    while (stream === watched && video.isConnected) {
      const found = video.videoWidth ? await askOfFace(video, stageOf(video.videoWidth, video.videoHeight), copy) : undefined;
      if (found && stream === watched) [face, told] = [found, Date.now()];
      await new Promise((done) => setTimeout(done, REST));
    }
  };
  const open = async () => {
    stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: facing, width: { ideal: 2560 }, height: { ideal: 1920 } } });
    } catch {
      say(advice, coach.dataset.refused);
      return;
    }
    video.srcObject = stream;
    await video.play();
    stage.classList.toggle("is-mirrored", stream.getVideoTracks()[0].getSettings().facingMode !== "environment");
    show(true);
    watch();
    watchFace(stream);
  };
  const shoot = async () => {
    draw(video, [0, 0, video.videoWidth, video.videoHeight], video.videoWidth, canvas);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], "camera.jpg", { type: "image/jpeg" }));
    file.files = chosen.files;
    stop();
    say(advice, coach.dataset.taken);
    await judgeFile();
  };
  const judgeFile = async () => {
    const chosen = file.files[0];
    preview.hidden = fileAdvice.hidden = true;
    URL.revokeObjectURL(preview.src);
    let picture;
    try {
      picture = await createImageBitmap(chosen);
    } catch {
      return;  // of a kind that this browser does not read: the server does
    }
    preview.src = URL.createObjectURL(chosen);
    preview.hidden = false;
    const { width, height } = picture;
    const measured = look(picture, width, height, canvas);
    const found = await askOfFace(picture, [0, 0, width, height], copy);
    picture.close();
    if (chosen !== file.files[0]) return;
    const few = !found && Math.min(width, height) < LIMITS.pixels;
    const name = few ? "small" : adviceOf(stateOf(measured, found, { isFree: true, view: view.value }));
    say(fileAdvice, coach.dataset[name === "good" ? (found ? "goodFace" : "goodFile") : name]);
    fileAdvice.hidden = false;
  };

  file.addEventListener("change", () => { if (file.files.length) judgeFile(); });
  if (!navigator.mediaDevices?.getUserMedia) return;
  coach.hidden = false;
  start.addEventListener("click", open);
  take.addEventListener("click", shoot);
  turn.addEventListener("click", () => { facing = facing === "user" ? "environment" : "user"; open(); });
  showGhost?.addEventListener("change", () => { ghost.hidden = !showGhost.checked; });
  window.addEventListener("pagehide", stop);
}

document.querySelectorAll("[data-coach]").forEach(begin);
