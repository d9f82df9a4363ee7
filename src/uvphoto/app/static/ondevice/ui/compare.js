// The colour photo and its UV photo on each other, and a slider that parts them.

const slider = document.getElementById('slider');
const compare = document.getElementById('compare');

slider.addEventListener('input', part);

/** Show two pictures of one size. */
export function showBoth(before, after) {
  draw(document.getElementById('before'), before);
  draw(document.getElementById('after'), after);
  part();
}

function draw(canvas, picture) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d').drawImage(picture, 0, 0);
}

function part() {
  compare.style.setProperty('--share', `${slider.value}%`);
}
