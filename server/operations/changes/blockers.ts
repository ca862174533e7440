import type { Blocker, ChangeSet, PlannedObject } from "@/lib/changes/change-set";
import { printObjectRef } from "@/lib/mesh/object-ref";

/** What stands between this plan and its application. */
export function blockersOf(
  objects: readonly PlannedObject[],
  findings: ChangeSet["findings"],
): readonly Blocker[] {
  if (objects.length === 0) {
    return [{ code: "nothing_to_do", severity: "stop", message: "The cluster already is as asked" }];
  }
  return [
    ...objects.flatMap(objectBlockers),
    ...findings
      .filter(({ finding, isNew }) => isNew && finding.severity === "error")
      .map(({ finding }): Blocker => ({
        code: "new_error_finding",
        severity: "force",
        object: finding.object,
        message: `${finding.code}: ${finding.message}`,
      })),
  ];
}

function objectBlockers({ ref, dryRun, access, conflicts }: PlannedObject): readonly Blocker[] {
  const blockers: Blocker[] = [];
  if (access?.allowed === false) {
    const reason = access.reason === "" ? "" : `: ${access.reason}`;
    const message = `You may not ${access.verb} ${printObjectRef(ref)}${reason}`;
    blockers.push({ code: "no_access", severity: "stop", object: ref, message });
  }
  if (dryRun.state === "rejected") {
    blockers.push({ code: "dry_run_rejected", severity: "stop", object: ref, message: dryRun.message });
  }
  if (conflicts.length > 0) {
    const message = conflicts.map((conflict) => conflict.message).join("; ");
    blockers.push({ code: "field_conflict", severity: "force", object: ref, message });
  }
  return blockers;
}
