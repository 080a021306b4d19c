/** The reader's name and the time across a page: a photograph of it says whose page it was. */

const STEP = 0.34; // of the width: how far the lines stand apart

export function mark(canvas: HTMLCanvasElement, words: string): void {
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  const size = Math.max(14, canvas.width / 34);
  pen.save();
  pen.font = `${size}px Sarabun, sans-serif`;
  pen.fillStyle = "rgb(90 90 110 / 0.2)";
  pen.textAlign = "center";
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate(-Math.PI / 7);
  const reach = Math.hypot(canvas.width, canvas.height) / 2;
  for (let y = -reach; y <= reach; y += canvas.width * STEP) {
    for (const x of [-canvas.width * 0.45, canvas.width * 0.45]) pen.fillText(words, x, y);
  }
  pen.restore();
}
