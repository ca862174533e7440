import type { Manifest } from "@/lib/config/manifest";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { FoundDifference } from "../differences";
import type { PodIdentity } from "../expected";

/** What is known beside the two dumps. Everything may be absent; then causes are less sure. */
export type CauseFacts = {
  /** Objects as they are now, by "group/Kind"; an absent kind is unknown. */
  readonly objects?: MeshObjects;
  /** Whose configuration it is. */
  readonly proxy?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  /** When the two sides were read; only writes in between can be their difference. */
  readonly leftAtMs?: number;
  readonly rightAtMs?: number;
};

export type Side = "left" | "right";

/** A difference with all that a rule may look at to say what caused it. */
export type CauseContext = {
  readonly facts: CauseFacts;
  readonly section: DumpSection;
  readonly resource: string;
  readonly pathText: string;
  readonly difference: FoundDifference;
  /** The active resource of a name on one side, in normal form; undefined when the side has none. */
  readonly lookup: (side: Side, section: DumpSection, name: string) => unknown;
  readonly pods?: { readonly left: PodIdentity; readonly right: PodIdentity };
};

/** Clocks of the console and of the API server may differ by this much. */
const slackMs = 5_000;

/** Whether an object was made or written between the two reads; undefined when nothing says so. */
export function writtenBetween(manifest: Manifest, { leftAtMs, rightAtMs }: CauseFacts): boolean | undefined {
  if (leftAtMs === undefined || rightAtMs === undefined) return undefined;
  const [from, to] = [Math.min(leftAtMs, rightAtMs) - slackMs, Math.max(leftAtMs, rightAtMs) + slackMs];
  const times = [manifest.metadata.creationTimestamp, ...fieldTimes(manifest)].flatMap((text) => {
    const timeMs = text === undefined || text === null ? Number.NaN : Date.parse(text);
    return Number.isNaN(timeMs) ? [] : [timeMs];
  });
  return times.length === 0 ? undefined : times.some((timeMs) => timeMs >= from && timeMs <= to);
}

function fieldTimes(manifest: Manifest): readonly (string | undefined)[] {
  return (manifest.metadata.managedFields ?? []).map((entry) => {
    const time = entry.time;
    return typeof time === "string" ? time : undefined;
  });
}

/** Before or after, whichever there is. */
export function changedValue({ difference }: CauseContext): unknown {
  return difference.after ?? difference.before;
}
