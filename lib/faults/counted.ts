import type { Labels, Sample } from "@/lib/telemetry/series";
import { canonicalJson } from "@/lib/config/clean-manifest";

/** What one series counted between two looks. */
export type Counted = { readonly labels: Labels; readonly count: number };

/**
 * Raw differences by series. A counter that went back has restarted and counts from zero; one that is new counts whole,
 * one that is gone nothing.
 */
export function countedBetween(before: readonly Sample[], after: readonly Sample[]): readonly Counted[] {
  const old = new Map(before.map(({ labels, value }) => [canonicalJson(labels), value ?? 0]));
  return after.flatMap(({ labels, value }) => {
    if (value === null) return [];
    const earlier = old.get(canonicalJson(labels)) ?? 0;
    const count = value >= earlier ? value - earlier : value;
    return count > 0 ? [{ labels, count }] : [];
  });
}

/** The sum of those that `where` keeps. */
export function sumOf(counted: readonly Counted[], where: (labels: Labels) => boolean = () => true): number {
  return counted.reduce((sum, { labels, count }) => (where(labels) ? sum + count : sum), 0);
}

const hasFlag = (labels: Labels, flag: string) => (labels["response_flags"] ?? "").split(",").includes(flag);

/** Answered by the caller's own proxy because of a fault. */
export const isAborted = (labels: Labels): boolean => hasFlag(labels, "FI");
/** Held back by the caller's own proxy because of a fault. */
export const isDelayed = (labels: Labels): boolean => hasFlag(labels, "DI");

/** CANCELLED is its caller's wish in most cases, but here it is a failure that somebody saw. */
const failedGrpc = new Set(["2", "4", "8", "13", "14", "15"]);

/** Whether a request failed for who sent it: 5xx, no answer (unless the client left), or a status of gRPC that says so. */
export function isFailed(labels: Labels): boolean {
  const code = labels["response_code"] ?? "";
  if (code.startsWith("5")) return true;
  if (code === "0") return !hasFlag(labels, "DC");
  return failedGrpc.has(labels["grpc_response_status"] ?? "");
}
