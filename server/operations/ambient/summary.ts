import type { AmbientDifference } from "@/lib/ambient/model";
import type { Sourced } from "@/lib/evidence";
import type { OperationContext } from "@/server/ports";
import type { AmbientTarget } from "./target";

export type AmbientSummary = {
  readonly counts: {
    readonly workloads: number;
    readonly services: number;
    readonly policies: number;
    readonly certificates: number;
    readonly connections: number;
    readonly pods: number;
  };
  readonly version?: string;
  readonly node?: string;
  readonly unhealthyWorkloads: number;
  /** Identities without a usable certificate. */
  readonly unavailableCertificates: number;
  /** The first leaf to expire. */
  readonly nextExpiryMs?: number;
  /** Absent when istiod could not be asked, or for a kept dump. */
  readonly differences?: readonly AmbientDifference[];
  readonly fetchedAtMs: number;
  readonly sizeBytes: number;
};

/** What a ztunnel holds, how it is, and where it differs from what istiod would send. */
export function readAmbientSummary(
  _ctx: OperationContext,
  _target: AmbientTarget,
): Promise<Sourced<AmbientSummary>> {
  return Promise.reject(new Error("not yet"));
}
