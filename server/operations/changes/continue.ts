import { phrase } from "@/lib/phrase";
import type { Change } from "@/lib/changes/change";
import { changeRequestSchema, type ChangeRequest, type ChangeSet } from "@/lib/changes/change-set";
import { refFromManifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { objectKey } from "@/lib/mesh/object-ref";
import { planChange } from "@/server/operations/changes/plan";
import { readChange } from "@/server/operations/changes/read";
import type { OperationContext } from "@/server/ports";

const unfinished: ReadonlySet<Change["state"]> = new Set(["partial", "interrupted", "failed"]);

/**
 * The plan for what a stopped change has not written: its request again, against the objects of now. What is written
 * already needs no second write and is left out. Throws conflict for a change that has nothing left to write.
 */
export async function planContinue(ctx: OperationContext, changeId: string): Promise<Sourced<ChangeSet>> {
  const change = (await readChange(ctx, changeId)).data;
  const request = changeRequestSchema.safeParse(JSON.parse(change.intent));
  if (!unfinished.has(change.state) || !request.success) {
    throw new ConsoleError("conflict", phrase("change_nothing_left", { title: change.title }), {
      hint: request.success ? phrase("open_for_result") : phrase("made_by_other_version"),
      details: { state: change.state },
    });
  }
  return planChange(ctx, { cluster: change.cluster, request: withoutOwnBases(request.data, change) });
}

/** An object that the change wrote itself has a newer version than the editor knew, which is no surprise. */
function withoutOwnBases(request: ChangeRequest, change: Change): ChangeRequest {
  if (request.kind !== "manifests") return request;
  const touched = new Set(
    change.objects.flatMap(({ ref, result }) =>
      result === "written" || result === "unknown" ? [objectKey(ref)] : [],
    ),
  );
  return {
    ...request,
    edits: request.edits.map(({ baseResourceVersion, ...edit }) =>
      baseResourceVersion === undefined || touched.has(objectKey(refFromManifest(edit.manifest)))
        ? edit
        : { ...edit, baseResourceVersion },
    ),
  };
}
