"use client";
import { useLocale, useNow } from "use-intl";
import { formatAge, formatInstant } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";

/** How long ago, with the clock time on hover; unknown is a dash. */
export function Age({ timeMs }: { timeMs: number | undefined }) {
  const locale = useLocale();
  const now = useNow({ updateInterval: 10_000 }).getTime();
  if (timeMs === undefined) return <span>{unknownText}</span>;
  return (
    <time
      className="hd-num"
      dateTime={new Date(timeMs).toISOString()}
      title={formatInstant(timeMs, locale)}
      suppressHydrationWarning
    >
      {formatAge(now - timeMs)}
    </time>
  );
}
