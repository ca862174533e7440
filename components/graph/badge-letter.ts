import type { Badge } from "@/lib/graph/model";

/** The letter that stands for a mark on the drawing; the legend and the side panel spell it out. */
const letters: Readonly<Record<string, string>> = {
  "virtual-service": "V",
  "http-route": "H",
  "traffic-split": "S",
  fault: "F",
  "canary-running": "↗",
  "fault-running": "⚡",
  mirror: "M",
  "circuit-breaker": "C",
  "timeout-retry": "T",
  gateway: "G",
  ambient: "A",
  waypoint: "W",
  "no-sidecar": "!",
  "no-pods": "0",
  "no-workload": "0",
  gone: "×",
  passthrough: "P",
  blackhole: "B",
  findings: "R",
};

export const badgeCodes = Object.keys(letters);

/** The letter of a mark, or undefined for marks that nodes do not show. */
export function badgeLetter(code: string): string | undefined {
  return letters[code];
}

/** The marks to show beside a shape: the gravest first, each letter once, at most three. */
export function shownBadges(badges: readonly Badge[]): readonly Badge[] {
  const rank = { error: 0, warning: 1, info: 2 } as const;
  const seen = new Set<string>();
  return [...badges]
    .sort((a, b) => rank[a.severity] - rank[b.severity])
    .filter((badge) => {
      if (badgeLetter(badge.code) === undefined || seen.has(badge.code)) return false;
      seen.add(badge.code);
      return true;
    })
    .slice(0, 3);
}
