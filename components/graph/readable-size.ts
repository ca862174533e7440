/** Smallest text that is comfortable to read, in screen pixels. */
const readablePixels = 10;
/** Larger would run into the neighbours. */
const growthMaximum = 1.75;

/** A font size in world units that stays readable when the drawing is small, as far as there is room. */
export function readableSize(size: number, scale: number): number {
  return Math.min(size * growthMaximum, Math.max(size, readablePixels / scale));
}
