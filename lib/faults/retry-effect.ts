/**
 * What a retry one hop upstream makes of a fault: who calls the caller sees p^(n+1) of it, and the caller and the service
 * behind get 1 + p + … + p^n times the requests. Retries of the faulted route itself do not apply: the proxy answers
 * before its router.
 */
export type RetryEffect = {
  /** Service that stands for the caller: its route is the one that repeats. */
  readonly service: { readonly namespace: string; readonly name: string };
  /** Tries after the first one. */
  readonly attempts: number;
  readonly retryOn: string;
  /** Whether the policy repeats the answer that the fault gives, if the caller passes it on as it is. */
  readonly isRetried: boolean;
  /** Istio's own default, which nobody wrote. */
  readonly isDefault: boolean;
  /** Share of requests (0 to 1) that still fail for who calls the caller, at the full strength. */
  readonly seenShare: number;
  /** By how much the requests to the caller, and from it, grow. */
  readonly loadFactor: number;
};
