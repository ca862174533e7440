/** Requests of a service over a time, told apart by how they ended. */
export type OutcomeCounts = {
  readonly requests: number;
  readonly byCode: Readonly<Record<string, number>>;
  /** By Envoy's response flag; `-` is none. */
  readonly byFlag: Readonly<Record<string, number>>;
};

/** Parts of all requests in percent; absent without requests. */
export type OutcomeShares = {
  readonly requests: number;
  readonly okPercent?: number;
  readonly errorPercent?: number;
  readonly deniedPercent?: number;
  /** Delayed (DI) or aborted (FI) by an injected fault. */
  readonly faultPercent?: number;
};

const faultFlags = new Set(["FI", "DI"]);

/** Shares of what ended how. Several flags of one request are joined by commas in its label. */
export function outcomeShares({ requests, byCode, byFlag }: OutcomeCounts): OutcomeShares {
  if (requests < 1) return { requests: Math.round(requests) };
  const part = (counts: Readonly<Record<string, number>>, isWanted: (key: string) => boolean) =>
    (Object.entries(counts).reduce((sum, [key, count]) => sum + (isWanted(key) ? count : 0), 0) / requests) *
    100;
  return {
    requests: Math.round(requests),
    okPercent: part(byCode, (code) => /^[123]\d\d$/.test(code)),
    // 0 is a connection that ended before an answer.
    errorPercent: part(byCode, (code) => /^5\d\d$/.test(code) || code === "0"),
    deniedPercent: part(byCode, (code) => code === "403"),
    faultPercent: part(byFlag, (flags) => flags.split(",").some((flag) => faultFlags.has(flag))),
  };
}
