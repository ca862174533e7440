import type { Change } from "@/lib/changes/change";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { readMarks } from "@/lib/delivery/marks";
import { imageOf, type StoredVersion } from "./store-watch";

/** What a run is held to, whatever happens to the console. */
export type RunLaw = {
  readonly runId: string;
  /** What each step, by its number, may say; a sentence for what is wrong. */
  readonly stepFault: (step: number, object: Manifest) => string | undefined;
  readonly steps: number;
  /** Whether this image is a good end that is not the pre-image: a promotion. */
  readonly isPromoted: (object: Manifest) => boolean;
  /** Key and image of each object that the run may write, before its first write. */
  readonly before: ReadonlyMap<string, Manifest | undefined>;
};

const longestAfterExpiryMs = 60_000;

/** Whatever is wrong with the versions that were written while the run was, in sentences. */
export function brokenLaws(
  law: RunLaw,
  versions: readonly StoredVersion[],
  nowMs: number,
): readonly string[] {
  return [...law.before].flatMap(([key, before]) => {
    const own = versions.filter((version) => version.key === key);
    return key.startsWith("VirtualService")
      ? brokenRoute(law, own, before, nowMs)
      : brokenSubsets(own, before);
  });
}

function brokenRoute(
  law: RunLaw,
  versions: readonly StoredVersion[],
  before: Manifest | undefined,
  nowMs: number,
): readonly string[] {
  const broken: string[] = [];
  let last = -1;
  let isOver = false;
  for (const { object, type, key, atMs, resourceVersion } of versions) {
    const say = (text: string) => broken.push(`${key} at version ${resourceVersion}: ${text}`);
    if (isOver) say("was written after the run's last write");
    const marks = type === "deleted" ? undefined : readMarks(object);
    if (marks === undefined) {
      isOver = true;
      const now = imageOf(type === "deleted" ? undefined : object);
      const isPromoted = last === law.steps - 1 && type !== "deleted" && law.isPromoted(object);
      if (now !== imageOf(before) && !isPromoted) say(`is neither promoted after step ${last} nor as it was`);
      const expiresAtMs = lastExpiry(versions, atMs);
      if (expiresAtMs !== undefined && atMs > expiresAtMs + longestAfterExpiryMs)
        say(`had its fault for ${(atMs - expiresAtMs) / 1000} s too long`);
      continue;
    }
    if (marks.runId !== law.runId) say(`belongs to another run, ${marks.runId}`);
    const step = Number(marks.step === "promote" ? law.steps - 1 : marks.step);
    if (step !== last + 1) say(`step ${marks.step} came after step ${last}`);
    last = step;
    const fault = law.stepFault(step, object);
    if (fault !== undefined) say(fault);
  }
  const newest = versions.at(-1);
  const expiresAtMs = newest === undefined || isOver ? undefined : readMarks(newest.object)?.expiresAtMs;
  if (expiresAtMs !== undefined && nowMs > expiresAtMs + longestAfterExpiryMs)
    broken.push(`${newest?.key ?? ""} still has its fault, ${(nowMs - expiresAtMs) / 1000} s after its end`);
  return broken;
}

function lastExpiry(versions: readonly StoredVersion[], beforeMs: number): number | undefined {
  return versions
    .filter(({ atMs }) => atMs <= beforeMs)
    .map(({ object }) => readMarks(object)?.expiresAtMs)
    .findLast((expiresAtMs) => expiresAtMs !== undefined);
}

/** Subsets are made once, before a route leads to them, and go once. */
function brokenSubsets(versions: readonly StoredVersion[], before: Manifest | undefined): readonly string[] {
  const types = versions.map(({ type }) => type).join(", ");
  const allowed =
    before === undefined ? ["", "added", "added, deleted"] : ["", "modified", "modified, modified"];
  const key = versions[0]?.key ?? "";
  return allowed.includes(types) ? [] : [`${key} was ${types}`];
}

/** Weight of a subset on the routes that carry weights. */
export function weightOf(object: Manifest, subset: string): number {
  return routesOf(object)
    .flatMap(({ route }) => (Array.isArray(route) ? route : []))
    .filter(isRecord)
    .filter(({ destination }) => isRecord(destination) && destination["subset"] === subset)
    .reduce((sum, { weight }) => sum + (typeof weight === "number" ? weight : 100), 0);
}

/** Percentages of aborts and delays on an object's routes. */
export function faultsOf(object: Manifest): readonly number[] {
  return routesOf(object).flatMap(({ fault }) =>
    isRecord(fault)
      ? Object.values(fault).flatMap((one) =>
          isRecord(one) && isRecord(one["percentage"]) ? [Number(one["percentage"]["value"])] : [],
        )
      : [],
  );
}

function routesOf({ spec }: Manifest): readonly Readonly<Record<string, unknown>>[] {
  return isRecord(spec) && Array.isArray(spec["http"]) ? spec["http"].filter(isRecord) : [];
}

/** Each version has exactly one written object in the audit trail, and nothing is told that was not written. */
export function brokenAudit(
  versions: readonly StoredVersion[],
  changes: readonly Change[],
): readonly string[] {
  const written = changes.flatMap((change) =>
    change.objects.flatMap(({ ref, action, result, resourceVersion }) =>
      result === "written"
        ? [{ key: `${ref.kind} ${ref.namespace}/${ref.name}`, action, resourceVersion, state: change.state }]
        : [],
    ),
  );
  const open = changes.filter(({ state }) => ["applying", "interrupted"].includes(state));
  const missing = versions
    .filter(({ type }) => type !== "deleted")
    .flatMap(({ key, resourceVersion }) => {
      const rows = written.filter((row) => row.key === key && row.resourceVersion === resourceVersion);
      return rows.length === 1 ? [] : [`${key} at version ${resourceVersion} has ${rows.length} rows`];
    });
  const deletions = (key: string) => [
    versions.filter((version) => version.key === key && version.type === "deleted").length,
    written.filter((row) => row.key === key && row.action === "delete").length,
  ];
  const keys = [...new Set([...versions, ...written].map(({ key }) => key))];
  const uneven = keys.filter((key) => deletions(key)[0] !== deletions(key)[1]);
  const extra = written.filter(
    ({ key, action, resourceVersion }) =>
      action !== "delete" &&
      !versions.some((one) => one.key === key && one.resourceVersion === resourceVersion),
  );
  return [
    ...open.map(({ title, state }) => `"${title}" is still ${state}`),
    ...missing,
    ...uneven.map((key) => `${key}: ${deletions(key).join(" deletions, told are ")}`),
    ...extra.map(({ key, resourceVersion }) => `${key} was never at version ${resourceVersion ?? "?"}`),
  ];
}
