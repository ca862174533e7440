/** What every proxy is asked to have. */
export const fleetAsks = ["cluster", "route", "listener", "endpoint", "extension"] as const;
export type FleetAsk = (typeof fleetAsks)[number];
export type FleetQuestion = { readonly ask: FleetAsk; readonly text: string };

/** A piece of a proxy's configuration that answers. */
export type FleetHit = {
  /** Id of its dump entry. */
  readonly id: string;
  /** The part of the resource, as its panel counts. */
  readonly at?: string | undefined;
  readonly name: string;
  readonly text: string;
  /** What it is also known by: domains of a route, the workload of an endpoint. */
  readonly also?: readonly string[];
  readonly port?: number;
};

/**
 * Whether a piece is asked for: its name, or what it is also known by, holds the text, whatever the case. A number for
 * listeners is a port, and is that port alone: 80 does not find 8080.
 */
export function isWanted({ ask, text }: FleetQuestion, hit: FleetHit): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return false;
  if (ask === "listener" && /^\d+$/.test(wanted)) return hit.port === Number(wanted);
  return [hit.name, ...(hit.also ?? [])].some((name) => name.toLowerCase().includes(wanted));
}
