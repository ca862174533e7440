import type { Tone } from "./status-badge";

const paths: Record<Tone, string> = {
  ok: "M2 6.2 5 9 10 3.4",
  degraded: "M6 1.5 11 10.5H1Z",
  failing: "M2.2 2.2 9.8 9.8M9.8 2.2 2.2 9.8",
  idle: "M2 6H10",
  unknown: "M4 4.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1M6 9.6v.2",
  info: "M6 5.4V9.6M6 2.6v.2",
};

/** The shape that stands for a status, so that colour is never the only sign. */
export function StatusShape({
  tone,
  className,
  sizePx = 12,
}: {
  tone: Tone;
  className?: string | undefined;
  sizePx?: number;
}) {
  return (
    <svg
      className={className}
      width={sizePx}
      height={sizePx}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={paths[tone]} />
    </svg>
  );
}
