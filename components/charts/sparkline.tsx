/** A small line without axes; gaps break it. An empty one keeps its place. */
export function Sparkline({
  values,
  label,
  widthPx = 96,
  heightPx = 22,
  tone = "accent",
}: {
  values: readonly (number | null)[];
  label: string;
  widthPx?: number;
  heightPx?: number;
  tone?: string;
}) {
  const known = values.filter((value): value is number => value !== null);
  const { low, high } = verticalSpan(known);
  const stepX = values.length > 1 ? (widthPx - 2) / (values.length - 1) : 0;
  const y = (value: number) => heightPx - 2 - ((value - low) / (high - low)) * (heightPx - 4);
  let path = "";
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    path += `${pen ? "L" : "M"}${(1 + index * stepX).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  });
  return (
    <svg width={widthPx} height={heightPx} role="img" aria-label={label} style={{ display: "block" }}>
      {path === "" ? null : (
        <path d={path} fill="none" stroke={`var(--hd-${tone})`} strokeWidth={1.4} strokeLinejoin="round" />
      )}
    </svg>
  );
}

/** Share of the middle value that fills the height at least: noise on a steady rate stays a nearly flat line. */
const leastSpanRatio = 0.5;

/** What the height stands for: the values' own span, in the middle when they hardly move; zero is at the bottom. */
function verticalSpan(known: readonly number[]): { low: number; high: number } {
  const min = Math.min(...known);
  const max = Math.max(...known);
  if (known.length === 0 || max <= 0) return { low: 0, high: 1 };
  const middle = (min + max) / 2;
  const half = Math.max(max - min, middle * leastSpanRatio) / 2;
  return { low: middle - half, high: middle + half };
}
