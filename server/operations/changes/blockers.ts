import { phrase, type Phrase } from "@/lib/phrase";
import { lowersRisk } from "@/lib/changes/change-policy";
import type { Blocker, ChangeRequest, ChangeSet, PlannedObject } from "@/lib/changes/change-set";
import { readMarks } from "@/lib/delivery/marks";
import { printObjectRef } from "@/lib/mesh/object-ref";

const said = ({ text, key, values }: Phrase) => ({ message: text, phrases: { message: { key, values } } });

/** What stands between this plan and its application. */
export function blockersOf(
  request: ChangeRequest,
  objects: readonly PlannedObject[],
  findings: ChangeSet["findings"],
): readonly Blocker[] {
  if (objects.length === 0) {
    return [{ code: "nothing_to_do", severity: "stop", ...said(phrase("cluster_as_asked")) }];
  }
  return [
    ...objects.flatMap(objectBlockers),
    ...(lowersRisk(request) ? [] : objects.flatMap((object) => runBlockers(request, object))),
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
    const words = phrase("may_not_write", { verb: access.verb, object: printObjectRef(ref), reason });
    blockers.push({ code: "no_access", severity: "stop", object: ref, ...said(words) });
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

/** A run that holds the object would find it changed, and pause. */
function runBlockers(request: ChangeRequest, { ref, before }: PlannedObject): readonly Blocker[] {
  const marks = before === undefined ? undefined : readMarks(before);
  if (marks === undefined || ("runId" in request && request.runId === marks.runId)) return [];
  const key = marks.kind === "canary" ? "canary_would_pause" : "experiment_would_pause";
  const words = phrase(key, { object: printObjectRef(ref), id: marks.runId });
  return [{ code: "active_run", severity: "force", object: ref, ...said(words) }];
}
