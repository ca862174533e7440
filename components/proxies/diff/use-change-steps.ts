"use client";
import { useHotkeys } from "@mantine/hooks";
import { useRef } from "react";

/** Goes from one listed change to the next, by buttons and by the keys n and p. */
export function useChangeSteps() {
  const list = useRef<HTMLElement>(null);
  const step = (by: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-change]") ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const from = at === -1 && by === -1 ? rows.length : at;
    const next = rows[Math.min(Math.max(from + by, 0), rows.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useHotkeys([
    ["n", () => step(1)],
    ["p", () => step(-1)],
  ]);
  return { list, step };
}
