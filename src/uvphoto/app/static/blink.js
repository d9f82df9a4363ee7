// Beside the slider of a viewer: one picture in place of the other at a touch, or in turn.

const PAUSE = 700;  // ms of each picture: below three flashes a second

function begin(viewer) {
  const range = viewer.querySelector(".slider input");
  const swap = viewer.querySelector("[data-swap]");
  const blink = viewer.querySelector("[data-blink]");
  if (!swap || !blink) return;
  let timer = 0;
  const turn = () => {
    range.value = Number(range.value) > 50 ? "0" : "100";
    range.dispatchEvent(new Event("input"));
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    blink.setAttribute("aria-pressed", "false");
  };
  swap.addEventListener("click", () => { stop(); turn(); });
  blink.addEventListener("click", () => {
    if (timer) return stop();
    blink.setAttribute("aria-pressed", "true");
    turn();
    timer = setInterval(turn, PAUSE);
  });
  range.addEventListener("pointerdown", stop);
  range.addEventListener("keydown", stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
}

document.querySelectorAll("[data-viewer]").forEach(begin);
