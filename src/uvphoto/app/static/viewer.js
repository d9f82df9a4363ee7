// Lays the UV photo on the colour photo and parts them by a slider, which keys, a mouse and a finger move.
// Without this both stand side by side; switching layers on and off is left to the style sheet.

/** Share of a picture's width, 0 to 100, at which a pointer is. */
export function shareAt(x, left, width) {
  return Math.min(100, Math.max(0, (100 * (x - left)) / width));
}

function begin(viewer) {
  const pair = viewer.querySelector(".pair");
  const slider = viewer.querySelector(".slider");
  const range = slider.querySelector("input");
  const show = () => pair.style.setProperty("--share", `${range.value}%`);
  const follow = (event) => {
    const box = pair.getBoundingClientRect();
    range.value = String(Math.round(shareAt(event.clientX, box.left, box.width)));
    show();
  };
  range.addEventListener("input", show);
  pair.addEventListener("pointerdown", (event) => {
    pair.setPointerCapture(event.pointerId);
    event.preventDefault();  // no picture is dragged out
    follow(event);
  });
  pair.addEventListener("pointermove", (event) => {
    if (pair.hasPointerCapture(event.pointerId)) follow(event);
  });
  viewer.classList.add("is-layered");
  slider.hidden = false;
  show();
}

document.querySelectorAll("[data-viewer]").forEach(begin);
