import type { DumpEntry } from "./dump/entry";
import { objectField, textField, timeMsField } from "./proto-json";
import { stateFromGroup, type ResourceHead } from "./resource";

/** Version, age and error of an entry that has one state, which its group tells. */
export function headFromEntry(entry: DumpEntry, value: unknown, name: string): ResourceHead {
  const version = textField(value, "version_info");
  const lastUpdatedMs = timeMsField(value, "last_updated");
  const error = errorFromState(objectField(value, "error_state"));
  return {
    id: entry.id,
    name,
    states: error === undefined ? [stateFromGroup(entry.group)] : [stateFromGroup(entry.group), "error"],
    ...(version === undefined ? {} : { version }),
    ...(lastUpdatedMs === undefined ? {} : { lastUpdatedMs }),
    ...(error === undefined ? {} : { error }),
  };
}

/** The message and time of an UpdateFailureState. */
export function errorFromState(state: unknown): { message: string; atMs?: number } | undefined {
  if (state === undefined) return undefined;
  const atMs = timeMsField(state, "last_update_attempt");
  return { message: textField(state, "details") ?? "", ...(atMs === undefined ? {} : { atMs }) };
}
