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
  const max = Math.max(...known, 0);
  const stepX = values.length > 1 ? (widthPx - 2) / (values.length - 1) : 0;
  const y = (value: number) => (max === 0 ? heightPx - 2 : heightPx - 2 - (value / max) * (heightPx - 4));
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
