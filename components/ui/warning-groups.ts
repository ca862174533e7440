import type { FaultReason, SourceWarning } from "@/lib/errors";

/** Faults of one source that one thing is to be done about. */
export type WarningGroup = {
  readonly cluster: string;
  readonly source: SourceWarning["source"];
  readonly reason: FaultReason;
  readonly warnings: readonly SourceWarning[];
};

/** Reasons after some of which a source is not asked for a while. */
const outages: ReadonlySet<FaultReason> = new Set([
  "timeout",
  "refused",
  "dns",
  "tls",
  "reset",
  "server_error",
]);

/** `warnings` by source and reason. That a source is not asked for a while is told only where nothing says why. */
export function warningGroups(warnings: readonly SourceWarning[]): readonly WarningGroup[] {
  const groups = new Map<string, SourceWarning[]>();
  const place = ({ cluster, source }: SourceWarning, reason: FaultReason) => `${cluster}|${source}|${reason}`;
  const outageOf = (warning: SourceWarning) =>
    warnings.find(
      ({ cluster, source, reason }) =>
        cluster === warning.cluster && source === warning.source && outages.has(reason),
    )?.reason;
  for (const warning of warnings) {
    const reason = warning.reason === "circuit_open" ? (outageOf(warning) ?? warning.reason) : warning.reason;
    const key = place(warning, reason);
    groups.set(key, [...(groups.get(key) ?? []), warning]);
  }
  return [...groups.values()].flatMap((own) => {
    const first = own.find(({ reason }) => reason !== "circuit_open") ?? own[0];
    if (first === undefined) return [];
    const { cluster, source, reason } = first;
    return [{ cluster, source, reason, warnings: own }];
  });
}
