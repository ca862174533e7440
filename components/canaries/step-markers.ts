type Point = { readonly atMs: number; readonly step: number };
type Step = { readonly weightPercent: number };

/** A marker where the first look of each step is, named by the step's weight; a restarted run marks its steps again. */
export function stepMarkers(
  points: readonly Point[],
  steps: readonly Step[],
  label: (weightPercent: number) => string,
): readonly { readonly timeMs: number; readonly label: string }[] {
  return points.flatMap(({ atMs, step }, index) => {
    const weight = steps[step]?.weightPercent;
    return weight === undefined || points[index - 1]?.step === step
      ? []
      : [{ timeMs: atMs, label: label(weight) }];
  });
}
