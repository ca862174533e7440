export const gatewayGroup = "gateway.networking.k8s.io";

/** One condition before it has a time and a generation. */
export type Verdict = {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
};

export const passed = (type: string, reason: string, message: string): Verdict => ({
  type,
  status: "True",
  reason,
  message,
});
export const failed = (type: string, reason: string, message: string): Verdict => ({
  type,
  status: "False",
  reason,
  message,
});

export function conditionsFrom(verdicts: readonly Verdict[], generation: number, time: string) {
  return verdicts.map((verdict) => ({
    lastTransitionTime: time,
    message: verdict.message,
    observedGeneration: generation,
    reason: verdict.reason,
    status: verdict.status,
    type: verdict.type,
  }));
}
