import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { ResourceState } from "@/lib/proxies/resource";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { FoundDifference } from "../differences";

/** An object as it was until it was written or deleted. */
export type FormerObject = { readonly manifest: Manifest; readonly atMs: number };

/** What is known beside the two dumps. Everything may be absent; then causes are less sure. */
export type CauseFacts = {
  /** Objects as they are now, by "group/Kind"; an absent kind is unknown. */
  readonly objects?: MeshObjects;
  /** Objects as they were before they were written or deleted, with when that was; what nobody noted is missing. */
  readonly former?: readonly FormerObject[];
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
  readonly state: ResourceState;
  readonly pathText: string;
  readonly difference: FoundDifference;
  /** The active resource of a name on one side, in normal form; undefined when the side has none. */
  readonly lookup: (side: Side, section: DumpSection, name: string) => unknown;
  /** Whether a side has a cluster of this host, on whatever port. */
  readonly hasHost: (side: Side, host: string) => boolean;
};

/** Clocks of the console and of the API server may differ by this much. */
const slackMs = 5_000;

/** Whether a moment lies between the two reads; undefined when those have no times. */
export function isTimeBetween(timeMs: number, { leftAtMs, rightAtMs }: CauseFacts): boolean | undefined {
  if (leftAtMs === undefined || rightAtMs === undefined || Number.isNaN(timeMs)) return undefined;
  const [from, to] = [Math.min(leftAtMs, rightAtMs) - slackMs, Math.max(leftAtMs, rightAtMs) + slackMs];
  return timeMs >= from && timeMs <= to;
}

/** An object as it was before it was written or deleted between the two reads, each time that somebody noted. */
export function formerVersions(manifest: Manifest, facts: CauseFacts): readonly Manifest[] {
  const key = objectKey(refFromManifest(manifest));
  return (facts.former ?? []).flatMap((each) =>
    isTimeBetween(each.atMs, facts) === true && objectKey(refFromManifest(each.manifest)) === key
      ? [each.manifest]
      : [],
  );
}

/** Objects of now with those that were deleted between the two reads; undefined when those of now are unknown. */
export function objectsThen(facts: CauseFacts): MeshObjects | undefined {
  const { objects, former = [] } = facts;
  if (objects === undefined) return undefined;
  const merged: Record<string, readonly Manifest[]> = { ...objects };
  for (const { manifest, atMs } of former) {
    const kind = `${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}`;
    const known = merged[kind];
    const key = objectKey(refFromManifest(manifest));
    const isKnown = known?.some((each) => objectKey(refFromManifest(each)) === key);
    if (known !== undefined && isKnown === false && isTimeBetween(atMs, facts) === true)
      merged[kind] = [...known, manifest];
  }
  return merged;
}

function isBetween(text: string | null | undefined, facts: CauseFacts): boolean | undefined {
  return isTimeBetween(text === undefined || text === null ? Number.NaN : Date.parse(text), facts);
}

/** Whether an object was made between the two reads; undefined when nothing says when that was. */
export function createdBetween(manifest: Manifest, facts: CauseFacts): boolean | undefined {
  return isBetween(manifest.metadata.creationTimestamp, facts);
}

/** Whether an object was made or written between the two reads; undefined when it does not say when it was written. */
export function writtenBetween(manifest: Manifest, facts: CauseFacts): boolean | undefined {
  if (formerVersions(manifest, facts).length > 0) return true;
  const times = [manifest.metadata.creationTimestamp, ...fieldTimes(manifest)];
  if (times.some((text) => isBetween(text, facts) === true)) return true;
  return times.length > 1 && isBetween(times[1], facts) !== undefined ? false : undefined;
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
