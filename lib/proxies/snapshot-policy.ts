/** How much of the proxies' history is kept. */
export type SnapshotPolicy = {
  /** Versions of one proxy that were kept without being asked for. */
  readonly versionsPerProxy: number;
  /** All snapshots together, compressed. */
  readonly maxBytes: number;
};

export const defaultSnapshotPolicy: SnapshotPolicy = { versionsPerProxy: 10, maxBytes: 1_073_741_824 };
