import type { PlannedObject } from "@/lib/changes/change-set";
import { kindInfo } from "@/lib/config/kinds";
import { SourceError } from "@/lib/errors";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import type { ClusterSources } from "@/server/ports";

type Access = NonNullable<PlannedObject["access"]>;
const verbs = { create: "create", update: "update", delete: "delete" } as const;

/** Whether this person may do each of the writes; undefined where the API server would not say. */
export async function reviewAccess(
  sources: ClusterSources,
  steps: readonly Pick<PlannedObject, "ref" | "action" | "subresource">[],
  signal: AbortSignal,
): Promise<readonly (Access | undefined)[]> {
  if (steps.length === 0) return [];
  const questions = steps.map(({ ref, action, subresource }) => {
    const group = groupFromApiVersion(ref.apiVersion);
    return {
      verb: verbs[action],
      group,
      resource: kindInfo(group, ref.kind)?.plural ?? `${ref.kind.toLowerCase()}s`,
      namespace: ref.namespace,
      // A create is not authorised by name.
      ...(action === "create" ? {} : { name: ref.name }),
      ...(subresource === undefined ? {} : { subresource }),
    };
  });
  try {
    const answers = await sources.kubernetes.canI(questions, { purpose: "access review", signal });
    return answers.map((answer, index) => ({ ...answer, verb: questions[index]?.verb ?? "write" }));
  } catch (error) {
    if (error instanceof SourceError) return steps.map(() => undefined);
    throw error;
  }
}
