import type { Viewport } from "./viewport";

/** The last whole picture, moved and scaled while a person drags: sharp again as soon as the hand rests. */
export class Snapshot {
  #copy: HTMLCanvasElement | undefined;
  #viewport: Viewport | undefined;

  get ready(): boolean {
    return this.#viewport !== undefined;
  }

  take(canvas: HTMLCanvasElement, viewport: Viewport): void {
    const copy = this.#copy ?? document.createElement("canvas");
    this.#copy = copy;
    if (copy.width !== canvas.width) copy.width = canvas.width;
    if (copy.height !== canvas.height) copy.height = canvas.height;
    copy.getContext("2d")?.drawImage(canvas, 0, 0);
    this.#viewport = viewport;
  }

  drop(): void {
    this.#viewport = undefined;
  }

  /** Paints the picture as it would look from `viewport`. */
  paint(context: CanvasRenderingContext2D, viewport: Viewport, background: string): void {
    const { canvas } = context;
    if (this.#copy === undefined || this.#viewport === undefined) return;
    const ratio = window.devicePixelRatio;
    const factor = viewport.scale / this.#viewport.scale;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(
      this.#copy,
      (viewport.x - this.#viewport.x * factor) * ratio,
      (viewport.y - this.#viewport.y * factor) * ratio,
      canvas.width * factor,
      canvas.height * factor,
    );
  }
}
