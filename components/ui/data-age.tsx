"use client";
import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { formatAge } from "@/lib/format/duration";

let nowMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The clock in whole seconds, one timer for the page; 0 while drawn on the server. */
export function useNowMs(): number {
  return useSyncExternalStore(
    subscribe,
    () => nowMs,
    () => 0,
  );
}

/** "updated 12s ago". */
export function DataAge({ updatedAtMs, className }: { updatedAtMs: number; className?: string | undefined }) {
  const t = useTranslations("common");
  const now = useNowMs();
  const text =
    updatedAtMs === 0 || now === 0 ? "" : t("updatedAgo", { age: formatAge(Math.max(0, now - updatedAtMs)) });
  return <span className={className}>{text}</span>;
}
