import type { ChangePolicy } from "@/lib/changes/change-policy";
import type { HeddleConfig } from "@/server/config/schema";

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The part `changes` of the configuration with its times as numbers. */
export function changePolicyFrom({ changes }: Pick<HeddleConfig, "changes">): ChangePolicy {
  const { approval } = changes;
  return {
    freeze: changes.freeze.map(({ from, to, weekly, ...window }) => ({
      ...window,
      ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
      ...(to === undefined ? {} : { toMs: Date.parse(to) }),
      ...(weekly === undefined
        ? {}
        : {
            weekly: {
              days: weekly.days,
              fromMinute: minuteOf(weekly.from),
              toMinute: minuteOf(weekly.to),
              timeZone: weekly.timeZone,
            },
          }),
    })),
    ...(approval?.required === true
      ? { approval: { clusters: approval.clusters, namespaces: approval.namespaces } }
      : {}),
  };
}

/** Why this console writes nothing, when it is set so. */
export function readOnlyReasonFrom({ changes }: Pick<HeddleConfig, "changes">): string | undefined {
  if (changes.readOnly === false) return undefined;
  return changes.readOnly === true
    ? "This console is set to read only (changes.readOnly)."
    : changes.readOnly;
}
