// Two rings on a photo that the user puts on the pupils: by tapping, dragging, arrow keys, or numbers.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAST = 10;
const ZOOM = 3; // of the loupe

/** The rings; ``places`` are in pixels of the photo. */
export class Pupils {
  places = [];
  isPlaced = false;
  #size = { width: 1, height: 1 };
  #held = null;
  #onChange;
  #canvas = document.getElementById('photo');
  #loupe = document.getElementById('loupe');
  #markers = [...document.querySelectorAll('.marker')];
  #inputs = [...document.querySelectorAll('#numbers input')];

  /** @param {() => void} onChange is called when a ring was moved. */
  constructor(onChange) {
    this.#onChange = onChange;
    const stage = document.getElementById('stage');
    stage.addEventListener('pointerdown', (event) => this.#grasp(event, stage));
    stage.addEventListener('pointermove', (event) => this.#held !== null && this.#drag(event));
    for (const name of ['pointerup', 'pointercancel']) stage.addEventListener(name, () => this.#release());
    this.#markers.forEach((marker, which) => marker.addEventListener('keydown', (event) => this.#nudge(event, which)));
    for (const input of this.#inputs) input.addEventListener('change', () => this.#takeNumbers());
  }

  /** Show a photo, with the rings at a guess. */
  show(preview, size, places) {
    this.#size = size;
    this.#canvas.width = preview.width;
    this.#canvas.height = preview.height;
    this.#canvas.getContext('2d').drawImage(preview, 0, 0);
    this.places = places;
    this.isPlaced = false;
    this.#draw();
  }

  #grasp(event, stage) {
    event.preventDefault();
    const at = this.#placeOf(event);
    const [one, other] = this.places.map((place) => Math.hypot(place.x - at.x, place.y - at.y));
    this.#held = one <= other ? 0 : 1;
    stage.setPointerCapture(event.pointerId);
    this.#markers[this.#held].focus({ preventScroll: true });
    this.#drag(event);
  }

  #drag(event) {
    this.#move(this.#held, this.#placeOf(event));
    this.#magnify(this.places[this.#held]);
  }

  #release() {
    this.#held = null;
    this.#loupe.hidden = true;
  }

  #nudge(event, which) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? FAST : 1;
    const { x, y } = this.places[which];
    this.#move(which, { x: x + step * arrow[0], y: y + step * arrow[1] });
  }

  #takeNumbers() {
    const values = this.#inputs.map((input) => input.valueAsNumber);
    for (const which of [0, 1]) {
      const [x, y] = values.slice(2 * which, 2 * which + 2);
      if (Number.isFinite(x) && Number.isFinite(y)) this.#move(which, { x, y });
    }
  }

  #placeOf(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * this.#size.width,
      y: ((event.clientY - box.top) / box.height) * this.#size.height,
    };
  }

  #move(which, { x, y }) {
    const { width, height } = this.#size;
    this.places[which] = { x: Math.min(Math.max(x, 0), width - 1), y: Math.min(Math.max(y, 0), height - 1) };
    this.isPlaced = true;
    this.#draw();
    this.#onChange();
  }

  #draw() {
    this.places.forEach(({ x, y }, which) => {
      this.#markers[which].style.setProperty('--x', x / this.#size.width);
      this.#markers[which].style.setProperty('--y', y / this.#size.height);
      this.#inputs[2 * which].value = x.toFixed(1);
      this.#inputs[2 * which + 1].value = y.toFixed(1);
    });
  }

  /** Show what a finger hides: the place in a corner that is away from it. */
  #magnify({ x, y }) {
    const [side, zoom] = [this.#loupe.width, (ZOOM * this.#canvas.width) / this.#canvas.clientWidth];
    const context = this.#loupe.getContext('2d');
    const [across, down] = [x / this.#size.width, y / this.#size.height];
    const seen = (side / ZOOM / ZOOM) * zoom;
    context.fillStyle = 'black';
    context.fillRect(0, 0, side, side);
    const [left, top] = [across * this.#canvas.width - seen / 2, down * this.#canvas.height - seen / 2];
    context.drawImage(this.#canvas, left, top, seen, seen, 0, 0, side, side);
    context.strokeStyle = 'white';
    context.strokeRect(side / 2 - 6, side / 2, 12, 0);
    context.strokeRect(side / 2, side / 2 - 6, 0, 12);
    this.#loupe.hidden = false;
    this.#loupe.classList.toggle('right', across < 0.5);
  }
}
