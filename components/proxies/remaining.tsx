"use client";
import { useNow, useTranslations } from "use-intl";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import { formatAge } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";

/** Below a tenth of its lifetime somebody should look; one that begins later is refused by all until then. */
function certTone(cert: { notBeforeMs?: number; notAfterMs?: number }, nowMs: number): Tone {
  if (cert.notAfterMs === undefined) return "unknown";
  const remainingMs = cert.notAfterMs - nowMs;
  if (remainingMs <= 0 || (cert.notBeforeMs ?? 0) > nowMs) return "failing";
  const lifetimeMs = cert.notAfterMs - (cert.notBeforeMs ?? cert.notAfterMs);
  return lifetimeMs > 0 && remainingMs < lifetimeMs / 10 ? "degraded" : "ok";
}

/** How long a certificate still holds. */
export function Remaining({ cert }: { cert: { notBeforeMs?: number; notAfterMs?: number } }) {
  const t = useTranslations("proxies");
  const now = useNow({ updateInterval: 60_000 }).getTime();
  const label =
    cert.notAfterMs === undefined
      ? unknownText
      : cert.notAfterMs <= now
        ? t("expired")
        : (cert.notBeforeMs ?? 0) > now
          ? t("notYetValid", { duration: formatAge((cert.notBeforeMs ?? now) - now) })
          : formatAge(cert.notAfterMs - now);
  return (
    <span suppressHydrationWarning>
      <StatusBadge tone={certTone(cert, now)} label={label} />
    </span>
  );
}
