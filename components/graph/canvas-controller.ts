import { hitTest } from "./hit-test";
import { readPalette, type Palette } from "./palette";
import { drawFrame } from "./renderer";
import type { Scene } from "./scene";
import { Snapshot } from "./snapshot";
import type { DrawOptions, Highlight } from "./view-state";
import { centreOn, fitRect, panBy, toWorld, zoomAt, type Size, type Viewport } from "./viewport";

/** Above this a frame is too slow to be drawn on every move; the last picture is moved instead until the hand rests. */
const frameMsBudget = 11;
const restMs = 90;

/** Owns one canvas: what it shows, from where, and when it is drawn. Knows nothing of React, URLs or pointers. */
export class CanvasController {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #snapshot = new Snapshot();
  #palette: Palette;
  #scene: Scene | undefined;
  #viewport: Viewport = { scale: 1, x: 0, y: 0 };
  #size: Size = { width: 1, height: 1 };
  #highlight: Highlight = {};
  #options: DrawOptions = { label: "rate", showNamespace: true };
  #request = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #frameMs = 0;
  #fitted = false;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser gives no 2D canvas.");
    this.#canvas = canvas;
    this.#context = context;
    this.#palette = readPalette(canvas);
  }

  get scene(): Scene | undefined {
    return this.#scene;
  }

  /** How long the last whole frame took, in ms. */
  get frameMs(): number {
    return this.#frameMs;
  }

  /** Shows another graph; the view stays unless it is the first one or `fit` asks for a new start. */
  setScene(scene: Scene, fit: boolean): void {
    this.#scene = scene;
    if (fit || !this.#fitted) this.fit();
    else this.redraw();
  }

  setHighlight(highlight: Highlight): void {
    this.#highlight = highlight;
    this.redraw();
  }

  setOptions(options: DrawOptions): void {
    this.#options = options;
    this.redraw();
  }

  /** Reads the colours again, after a change of theme. */
  refreshPalette(): void {
    this.#palette = readPalette(this.#canvas);
    this.redraw();
  }

  resize(size: Size): void {
    const ratio = window.devicePixelRatio;
    const first = this.#size.width <= 1;
    this.#size = size;
    this.#canvas.width = Math.max(1, Math.round(size.width * ratio));
    this.#canvas.height = Math.max(1, Math.round(size.height * ratio));
    if (first) this.fit();
    else this.#draw();
  }

  fit(): void {
    if (this.#scene === undefined || this.#size.width <= 1) return;
    this.#fitted = true;
    this.#viewport = fitRect(this.#scene.bounds, this.#size);
    this.redraw();
  }

  zoomBy(factor: number, at?: { readonly x: number; readonly y: number }): void {
    const point = at ?? { x: this.#size.width / 2, y: this.#size.height / 2 };
    this.#move(zoomAt(this.#viewport, factor, point.x, point.y));
  }

  panBy(dx: number, dy: number): void {
    this.#move(panBy(this.#viewport, dx, dy));
  }

  /** Brings a node into the middle when it is not seen well; `zoom` also comes near enough to read it. */
  reveal(nodeId: string, zoom: boolean): void {
    const scene = this.#scene;
    const index = scene?.numberOfNode.get(nodeId);
    if (scene === undefined || index === undefined) return;
    const x = scene.x[index] ?? 0;
    const y = scene.y[index] ?? 0;
    const { scale } = this.#viewport;
    const sx = x * scale + this.#viewport.x;
    const sy = y * scale + this.#viewport.y;
    const margin = 70;
    const seen =
      sx > margin && sy > margin && sx < this.#size.width - margin && sy < this.#size.height - margin;
    const wanted = zoom ? Math.max(scale, 0.9) : scale;
    if (seen && wanted === scale) return;
    this.#viewport = centreOn(x, y, wanted, this.#size);
    this.redraw();
  }

  /** The id of what lies under a point of the canvas. */
  idAt(x: number, y: number): string | undefined {
    const scene = this.#scene;
    if (scene === undefined) return undefined;
    const world = toWorld(this.#viewport, x, y);
    const hit = hitTest(scene, world.x, world.y, 7 / this.#viewport.scale);
    if (hit === undefined) return undefined;
    return hit.kind === "node" ? scene.nodes[hit.index]?.id : scene.edges[hit.index]?.id;
  }

  /** A picture of the whole graph, at most `pixelsMaximum` wide or high. */
  async toPng(pixelsMaximum = 6000): Promise<Blob | undefined> {
    const scene = this.#scene;
    if (scene === undefined) return undefined;
    const width = scene.bounds.right - scene.bounds.left + 64;
    const height = scene.bounds.bottom - scene.bounds.top + 64;
    const scale = Math.min(2, pixelsMaximum / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    const context = canvas.getContext("2d");
    if (context === null) return undefined;
    drawFrame(context, {
      scene,
      viewport: { scale, x: 32 * scale, y: 32 * scale },
      size: { width: canvas.width, height: canvas.height },
      pixelRatio: 1,
      palette: this.#palette,
      highlight: {},
      options: this.#options,
    });
    return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
  }

  redraw(): void {
    if (this.#request !== 0) return;
    this.#request = requestAnimationFrame(() => {
      this.#request = 0;
      this.#draw();
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#restTimer);
  }

  #move(viewport: Viewport): void {
    this.#viewport = viewport;
    if (this.#frameMs <= frameMsBudget || !this.#snapshot.ready) {
      this.redraw();
      return;
    }
    cancelAnimationFrame(this.#request);
    this.#request = requestAnimationFrame(() => {
      this.#request = 0;
      this.#snapshot.paint(this.#context, this.#viewport, this.#palette.background);
    });
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.redraw(), restMs);
  }

  #draw(): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    const start = performance.now();
    drawFrame(this.#context, {
      scene,
      viewport: this.#viewport,
      size: this.#size,
      pixelRatio: window.devicePixelRatio,
      palette: this.#palette,
      highlight: this.#highlight,
      options: this.#options,
    });
    this.#frameMs = performance.now() - start;
    if (this.#frameMs > frameMsBudget) this.#snapshot.take(this.#canvas, this.#viewport);
    else this.#snapshot.drop();
  }
}
