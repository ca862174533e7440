import type { DryRun, FieldConflict } from "@/lib/changes/change-set";
import { cleanManifest, isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { fieldHolders } from "@/lib/config/owners";
import { changedFields } from "@/lib/config/semantic-diff";
import { SourceError } from "@/lib/errors";
import { apiWords, causesOf, fieldConflictsOf } from "@/server/operations/changes/conflict";
import { writeObject, type WriteStep } from "@/server/operations/changes/write-object";
import type { ClusterSources } from "@/server/ports";

/** What the API server says to this write, without doing it. */
export async function dryRunObject(
  sources: ClusterSources,
  step: WriteStep,
  signal: AbortSignal,
): Promise<{ readonly dryRun: DryRun; readonly conflicts: readonly FieldConflict[] }> {
  const [dryRun, conflicts] = await Promise.all([
    tryWrite(sources, step, signal),
    step.action === "update" && step.subresource === undefined ? findConflicts(sources, step, signal) : [],
  ]);
  return { dryRun, conflicts };
}

async function tryWrite(sources: ClusterSources, step: WriteStep, signal: AbortSignal): Promise<DryRun> {
  try {
    const result = await writeObject(sources, step, { purpose: "dry run", signal }, { dryRun: true });
    return { state: "accepted", warnings: result?.warnings ?? [] };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const refused = new Set([
      "invalid",
      "bad_request",
      "conflict",
      "forbidden",
      "unauthenticated",
      "not_found",
    ]);
    // A wrong type in a typed object is a 500 without a reason; the API server still means "no".
    if (refused.has(error.reason) || /typed (patch )?object|admission webhook/.test(error.message)) {
      return { state: "rejected", ...webhookWords(apiWords(error)), causes: causesOf(error) };
    }
    return { state: "unknown", message: apiWords(error) };
  }
}

/** Takes the API server's frame off what a webhook said. Source: ToStatusErr of Kubernetes' admission webhooks. */
function webhookWords(message: string): { readonly message: string; readonly webhook?: string } {
  const parts = /admission webhook "([^"]+)" denied the request(?:: ([\s\S]*))?$/.exec(message);
  const [, webhook, words] = parts ?? [];
  return webhook === undefined ? { message } : { webhook, message: words ?? message };
}

/**
 * Server-side apply of the changed fields alone, unforced and dry, is the one request that makes the API server name the
 * managers that hold them. Where it may not be sent or fails otherwise, the managed fields are read by the same rule.
 */
async function findConflicts(
  sources: ClusterSources,
  step: WriteStep,
  signal: AbortSignal,
): Promise<readonly FieldConflict[]> {
  const { before, after } = step;
  if (before === undefined || after === undefined) return [];
  const fields = changedFields(before, after).filter(([root]) => root === "spec");
  try {
    await sources.kubernetes.apply(
      onlyFields(after, fields),
      { dryRun: true, force: false },
      { purpose: "field managers", signal },
    );
    return [];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.reason === "conflict") return fieldConflictsOf(error);
    return fieldHolders(before, fields).map(({ manager, field }) => ({
      manager,
      field,
      message: `managed fields: ${manager} holds ${field}`,
    }));
  }
}

function onlyFields(manifest: Manifest, fields: readonly (readonly string[])[]): Manifest {
  const { apiVersion, kind, metadata } = cleanManifest(manifest);
  const spec: Record<string, unknown> = {};
  for (const [, ...path] of fields) {
    let from: unknown = manifest.spec;
    let to = spec;
    path.forEach((key, index) => {
      from = isRecord(from) ? from[key] : undefined;
      if (index === path.length - 1) {
        if (from !== undefined) to[key] = from;
        return;
      }
      const inner = isRecord(to[key]) ? to[key] : {};
      to[key] = inner;
      to = inner;
    });
  }
  return { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace }, spec };
}
