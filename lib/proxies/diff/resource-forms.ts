import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { field, isProtoObject } from "@/lib/proxies/proto-json";
import { stateFromGroup, type ResourceState } from "@/lib/proxies/resource";
import { dataForm, normalForm } from "./normal-form";

/** A resource in one of its states. */
export type ResourceForm = { readonly state: ResourceState; readonly value: unknown };

const contentFields = [
  "cluster",
  "route_config",
  "endpoint_config",
  "secret",
  "bootstrap",
  "ecds_filter",
  "listener",
  "scoped_route_config",
] as const;
const listenerStates = [
  ["active_state", "active"],
  ["warming_state", "warming"],
  ["draining_state", "draining"],
] as const;

/**
 * The resources of an entry as the dump prints them: one for most; of a dynamic listener one for each state that it is
 * in, and its rejection as one more. What no rule knows is compared as a whole.
 */
export function resourceStates(entry: DumpEntry, value: unknown): readonly ResourceForm[] {
  const state = stateFromGroup(entry.group);
  const states = listenerStates.flatMap(([key, each]) => {
    const held = field(value, key);
    return isProtoObject(held) ? [{ state: each, value: field(held, "listener") ?? held }] : [];
  });
  const error = field(value, "error_state");
  const errors = isProtoObject(error)
    ? [{ state: "error" as const, value: { details: field(error, "details") } }]
    : [];
  if (states.length > 0 || (errors.length > 0 && entry.section === "listeners"))
    return [...states, ...errors];
  for (const key of contentFields) {
    const content = field(value, key);
    if (isProtoObject(content)) return [{ state, value: content }, ...errors];
  }
  return [{ state, value }, ...errors];
}

/** The forms of an entry in a dump whose resources may be no protobufs. */
export function entryForms(entry: DumpEntry, value: unknown, isData = false): readonly ResourceForm[] {
  return isData ? [{ state: "active", value: dataForm(value) }] : resourceForms(entry, value);
}

/** The same in normal form. */
export function resourceForms(entry: DumpEntry, value: unknown): readonly ResourceForm[] {
  return resourceStates(entry, value).map((each) =>
    each.state === "error" ? each : { state: each.state, value: normalForm(each.value) },
  );
}
