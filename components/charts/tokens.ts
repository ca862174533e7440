"use client";
import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";

export type ChartTokens = Readonly<
  Record<
    | "text"
    | "muted"
    | "grid"
    | "surface"
    | "border"
    | "accent"
    | "ok"
    | "degraded"
    | "failing"
    | "idle"
    | "unknown",
    string
  >
> & {
  readonly series: readonly string[];
  readonly scheme: "light" | "dark";
};

function read(style: CSSStyleDeclaration, name: string): string {
  return style.getPropertyValue(`--hd-${name}`).trim();
}

/** The tokens as computed colours: a canvas cannot inherit them. Read again when the theme changes. */
export function useChartTokens(): ChartTokens {
  const scheme = useComputedColorScheme("light");
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    return {
      scheme,
      text: read(style, "text"),
      muted: read(style, "text-muted"),
      grid: read(style, "grid"),
      surface: read(style, "surface-raised"),
      border: read(style, "border"),
      accent: read(style, "accent"),
      ok: read(style, "ok"),
      degraded: read(style, "degraded"),
      failing: read(style, "failing"),
      idle: read(style, "idle"),
      unknown: read(style, "unknown"),
      series: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => read(style, `series-${index}`)),
    };
  }, [scheme]);
}
