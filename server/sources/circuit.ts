/** Says whether a source may be asked now. After `failureLimit` failures in a row it refuses for `openMs`, then lets one probe through. */
export type Circuit = {
  /** undefined when a request may go out, else how many ms remain until the next probe. */
  readonly refusal: () => number | undefined;
  readonly succeeded: () => void;
  readonly failed: () => void;
  /** The request ended without saying anything of the source's health (the reader left). */
  readonly released: () => void;
  readonly state: () => "closed" | "open" | "half_open";
};

export type CircuitOptions = {
  readonly failureLimit?: number;
  readonly openMs?: number;
  readonly nowMs: () => number;
  readonly onChange?: (state: "closed" | "open") => void;
};

export function createCircuit({
  failureLimit = 5,
  openMs = 10_000,
  nowMs,
  onChange,
}: CircuitOptions): Circuit {
  let failures = 0;
  let openedAtMs: number | undefined;
  let probing = false;

  return {
    refusal() {
      if (openedAtMs === undefined) return undefined;
      const remainingMs = openedAtMs + openMs - nowMs();
      if (remainingMs > 0) return remainingMs;
      if (probing) return 0;
      probing = true;
      return undefined;
    },
    succeeded() {
      failures = 0;
      probing = false;
      if (openedAtMs !== undefined) onChange?.("closed");
      openedAtMs = undefined;
    },
    failed() {
      failures += 1;
      probing = false;
      if (failures < failureLimit) return;
      if (openedAtMs === undefined) onChange?.("open");
      openedAtMs = nowMs();
    },
    released() {
      probing = false;
    },
    state: () => (openedAtMs === undefined ? "closed" : openedAtMs + openMs > nowMs() ? "open" : "half_open"),
  };
}
