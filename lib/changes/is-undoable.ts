import type { Change } from "./change";

const left = new Set<Change["state"]>(["applied", "partial", "interrupted"]);

/** Stages of an experiment are taken out by its end alone, and what took a run back must not bring it again. */
const oneWay = new Set(["fault_stage", "restore"]);

/** Whether a change left something that may be put back; an order in a status is the controller's to forget. */
export function isUndoable({ state, kind, objects }: Pick<Change, "state" | "kind" | "objects">): boolean {
  return (
    left.has(state) && !oneWay.has(kind) && objects.every(({ subresource }) => subresource === undefined)
  );
}
