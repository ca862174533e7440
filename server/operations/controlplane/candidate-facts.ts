import { isUndoable } from "@/lib/changes/is-undoable";
import { SourceError, warningFromError } from "@/lib/errors";
import { objectKey } from "@/lib/mesh/object-ref";
import { listActivity } from "@/server/operations/activity/list";
import { findingsOf } from "@/server/operations/findings/engine";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";
import type { RefusedPart } from "./rejections";

/** What else is known of an object that may be behind a refusal. */
export type CandidateFacts = {
  readonly findingCount?: number;
  /** The console's last change of it. */
  readonly lastChange?: {
    readonly id: string;
    readonly title: string;
    readonly actor: string;
    readonly atMs: number;
    /** It can be taken back. */
    readonly isUndoable: boolean;
  };
};

const changeLimit = 200;

/** Adds findings and last changes to candidates. A part that cannot be read is a warning and stays absent. */
export async function candidateFacts(
  ctx: OperationContext,
  sources: ClusterSources,
  listed: readonly { readonly parts: readonly RefusedPart[] }[],
  gathering: Gathering,
): Promise<(part: RefusedPart) => RefusedPart> {
  if (listed.every(({ parts }) => parts.every(({ candidates }) => candidates.length === 0)))
    return (part) => part;
  const [changes, checked] = await Promise.all([
    listActivity(ctx, { cluster: sources.name, limit: changeLimit }).catch((error: unknown) => {
      gathering.warnings.push(warningFromError(error, "recent changes"));
      return undefined;
    }),
    findingsOf(sources, ctx, "known").catch((error: unknown) => {
      if (!(error instanceof SourceError)) throw error;
      gathering.warnings.push(warningFromError(error, "findings"));
      return undefined;
    }),
  ]);
  const countOf = new Map<string, number>();
  for (const { object } of checked?.data.findings ?? [])
    countOf.set(objectKey(object), (countOf.get(objectKey(object)) ?? 0) + 1);
  return (part) => ({
    ...part,
    candidates: part.candidates.map((candidate) => {
      const key = objectKey(candidate.ref);
      const change = changes?.data.find(({ objects }) => objects.some(({ ref }) => objectKey(ref) === key));
      return {
        ...candidate,
        ...(checked === undefined ? {} : { findingCount: countOf.get(key) ?? 0 }),
        ...(change === undefined
          ? {}
          : {
              lastChange: {
                id: change.id,
                title: change.title,
                actor: change.actor,
                atMs: change.startedAtMs,
                isUndoable: isUndoable(change),
              },
            }),
      };
    }),
  });
}
