import type { Health } from "@/lib/health/model";
import type { GoldenSignals } from "@/lib/telemetry/golden-signals";

/** One service of the overview. */
export type ServiceRow = {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly external: boolean;
  readonly signals: GoldenSignals;
  readonly health: Health;
  readonly requestsSpark: readonly (number | null)[];
  readonly errorsSpark: readonly (number | null)[];
  readonly pods?: { readonly desired: number; readonly available: number };
};

/** One namespace of the overview, added up from its services. */
export type NamespaceRow = {
  readonly name: string;
  readonly dataplane: "sidecar" | "ambient" | "none" | "unknown";
  readonly serviceCount: number;
  readonly requestsPerSecond?: number;
  readonly errorRatio?: number;
  readonly latencyMsP99Worst?: number;
  readonly saturationRatioWorst?: number;
  readonly health: Health;
  readonly requestsSpark: readonly (number | null)[];
};
