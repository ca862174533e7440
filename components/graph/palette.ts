import type { HealthStatus } from "@/lib/health/model";

/** The tokens as computed colours: a canvas cannot inherit them. */
export type Palette = {
  readonly background: string;
  readonly surface: string;
  readonly sunken: string;
  readonly border: string;
  readonly borderStrong: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly tcp: string;
  readonly font: string;
  readonly status: Readonly<Record<HealthStatus, string>>;
  readonly statusSoft: Readonly<Record<HealthStatus, string>>;
};

/** Reads the palette from an element's computed style; read again when the theme changes. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--hd-${name}`).trim();
  const statuses = (suffix: string): Record<HealthStatus, string> => ({
    ok: token(`ok${suffix}`),
    degraded: token(`degraded${suffix}`),
    failing: token(`failing${suffix}`),
    idle: token(`idle${suffix}`),
    unknown: token(`unknown${suffix}`),
  });
  return {
    background: token("bg"),
    surface: token("surface"),
    sunken: token("surface-sunken"),
    border: token("border"),
    borderStrong: token("border-strong"),
    text: token("text"),
    muted: token("text-muted"),
    accent: token("accent"),
    accentSoft: token("accent-soft"),
    tcp: token("series-2"),
    font: token("font"),
    status: statuses(""),
    statusSoft: statuses("-soft"),
  };
}
