/** Annotations by which an object says that a run holds it, so that a lost database can be rebuilt from the cluster. */
export const runAnnotations = {
  id: "heddle.dev/run-id",
  kind: "heddle.dev/run-kind",
  step: "heddle.dev/run-step",
  preImageHash: "heddle.dev/pre-image-hash",
  record: "heddle.dev/run-record",
  expiresAt: "heddle.dev/fault-expires-at",
} as const;
