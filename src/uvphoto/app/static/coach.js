// The coach: looks at the camera's picture, or at a chosen file, in this browser, and says what to change before a photo
// is sent. It only advises; whether a photo will do, the server says. Without it a file can be chosen all the same.

const WIDE = 240;  // pixels across, at which the light and the sharpness of a face are judged
const OVAL = { x: 0.5, y: 0.5, rx: 0.35, ry: 0.375 };  // of a stage of 3 to 4, as drawn
const LIMITS = { dark: 60, bright: 225, uneven: 1.8, sharp: 12, pixels: 500, fills: 0.45, aside: 0.18 };
const TICK = 300;  // ms between two looks

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

/** The name of what to change first; "good" where nothing is. `face`: where one was found, in shares of the picture. */
export function adviceOn(measured, face) {
  if (face === null) return "away";
  if (face && Math.hypot(face.x - OVAL.x, face.y - OVAL.y) > LIMITS.aside) return "away";
  if (face && face.height < LIMITS.fills) return "far";
  if (measured.light < LIMITS.dark) return "dark";
  if (measured.light > LIMITS.bright) return "bright";
  if (measured.unevenness > LIMITS.uneven) return "uneven";
  return measured.sharpness < LIMITS.sharp ? "blurred" : "good";
}

/** Draws what the stage shows (the middle, 3 to 4) small, and measures it. */
function look(source, width, height, canvas) {
  const wide = Math.min(width, (height * 3) / 4), high = (wide * 4) / 3;
  canvas.width = WIDE;
  canvas.height = (WIDE * 4) / 3;
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(source, (width - wide) / 2, (height - high) / 2, wide, high, 0, 0, canvas.width, canvas.height);
  const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  return measure(greyOf(data), canvas.width, canvas.height);
}

/** Where a face is: undefined where this browser cannot tell, null where there is none. */
async function findFace(detector, canvas) {
  if (!detector) return undefined;
  try {
    const [found] = await detector.detect(canvas);
    if (!found) return null;
    const box = found.boundingBox;
    return { x: (box.x + box.width / 2) / canvas.width, y: (box.y + box.height / 2) / canvas.height, height: box.height / canvas.height };
  } catch {
    return undefined;
  }
}

function begin(coach) {
  const part = (name) => coach.querySelector(`[data-${name}]`);
  const [stage, video, advice, start, take, turn] = ["stage", "video", "advice", "start", "take", "turn"].map(part);
  const [ghost, ghostChoice, showGhost] = ["ghost", "ghost-choice", "show-ghost"].map(part);
  const file = document.getElementById("photo"), preview = document.querySelector("[data-preview]");
  const fileAdvice = document.querySelector("[data-file-advice]");
  const canvas = document.createElement("canvas");
  const detector = "FaceDetector" in window ? new window.FaceDetector({ fastMode: true, maxDetectedFaces: 1 }) : null;
  let stream = null, facing = "user", timer = 0;

  const say = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const stop = () => {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    for (const one of [stage, take, turn, ghostChoice]) if (one) one.hidden = true;
    start.hidden = false;
  };
  const watch = async () => {
    if (!stream) return;
    if (video.videoWidth) {
      const measured = look(video, video.videoWidth, video.videoHeight, canvas);
      const name = adviceOn(measured, await findFace(detector, canvas));
      say(advice, coach.dataset[name]);
      stage.classList.toggle("is-good", name === "good");
    }
    timer = setTimeout(watch, TICK);
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
    for (const one of [stage, take, turn, ghostChoice]) if (one) one.hidden = false;
    start.hidden = true;
    watch();
  };
  const shoot = async () => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], "camera.jpg", { type: "image/jpeg" }));
    file.files = chosen.files;
    stop();
    say(advice, coach.dataset.taken);
    await judgeFile();
  };
  const judgeFile = async () => {
    preview.hidden = fileAdvice.hidden = true;
    URL.revokeObjectURL(preview.src);
    let picture;
    try {
      picture = await createImageBitmap(file.files[0]);
    } catch {
      return;  // of a kind that this browser does not read: the server does
    }
    preview.src = URL.createObjectURL(file.files[0]);
    const measured = look(picture, picture.width, picture.height, canvas);
    const few = Math.min(picture.width, picture.height) < LIMITS.pixels;
    const name = few ? "small" : adviceOn(measured, undefined);
    say(fileAdvice, coach.dataset[name === "good" ? "goodFile" : name]);
    preview.hidden = fileAdvice.hidden = false;
    picture.close();
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
