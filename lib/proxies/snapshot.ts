import type { SourceWarning } from "@/lib/errors";

/** How a dump came to be kept: asked for, seen as a new version, or from a file. */
export const snapshotOrigins = ["manual", "version", "upload"] as const;
export type SnapshotOrigin = (typeof snapshotOrigins)[number];

/** Whose word a kept dump is: a proxy's own, what istiod would send to it, or a ztunnel's. */
export const snapshotKinds = ["envoy", "istiod", "ztunnel"] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];

/** A configuration that was kept. */
export type Snapshot = {
  readonly id: string;
  readonly kind: SnapshotKind;
  readonly origin: SnapshotOrigin;
  /** The pod's name, or the file's. */
  readonly title: string;
  /** The proxy that it is of; absent where a file did not say. `cluster` is empty for one that is not of this console. */
  readonly proxy?: { readonly cluster: string; readonly namespace: string; readonly pod: string };
  /** `sidecar~10.0.0.1~cart-1.shop~shop.svc.cluster.local`, from the bootstrap. */
  readonly nodeId?: string;
  readonly fileName?: string;
  readonly note: string;
  readonly istioVersion?: string;
  /** Equal for equal configuration. */
  readonly contentHash: string;
  /** When the proxy was asked; of a file, when its newest resource was updated, or else when it was uploaded. */
  readonly takenAtMs: number;
  readonly createdAtMs: number;
  readonly createdBy: string;
  /** Of the whole JSON. */
  readonly sizeBytes: number;
  readonly resourceCount: number;
  /** What is missing in it. */
  readonly warnings: readonly SourceWarning[];
};
