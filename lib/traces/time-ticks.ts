/** Round offsets in µs between `fromUs` and `toUs`, at most `count` of them, for a ruler. */
export function timeTicksUs(fromUs: number, toUs: number, count: number): number[] {
  const rough = (toUs - fromUs) / Math.max(count, 1);
  if (!(rough > 0)) return [fromUs];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let tick = Math.ceil(fromUs / step) * step; tick <= toUs; tick += step) ticks.push(tick);
  return ticks;
}
