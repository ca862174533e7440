const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a Go duration (`1m30s`) or a plain number; undefined for anything else. Source: time.ParseDuration. */
export function secondsFromGo(value: string | number | undefined): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (value === undefined || value === "") return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)) return undefined;
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (seconds[unit ?? ""] ?? 0),
    0,
  );
}

/** Milliseconds of an RFC 3339 time; undefined for none or a broken one. */
export function msFromTime(value: string | undefined): number | undefined {
  const ms = Date.parse(value ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

type RawCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastTransitionTime?: string | undefined;
  readonly lastUpdateTime?: string | undefined;
};

/** A condition of the status with its time; absent texts stay absent. */
export function conditionFrom(raw: RawCondition) {
  const atMs = msFromTime(raw.lastTransitionTime ?? raw.lastUpdateTime);
  return {
    type: raw.type,
    status: raw.status,
    ...(raw.reason === undefined ? {} : { reason: raw.reason }),
    ...(raw.message === undefined ? {} : { message: raw.message }),
    ...(atMs === undefined ? {} : { atMs }),
  };
}
