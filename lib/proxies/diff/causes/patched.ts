import type { Manifest } from "@/lib/config/manifest";
import { snakeCase } from "@/lib/proxies/dump/entry";
import { sectionOfApplyTo } from "@/lib/proxies/envoy-filter-patches";
import { field, fieldAt, isProtoObject, itemsField, textField } from "@/lib/proxies/proto-json";
import type { Cause } from "../change";
import { changedValue, writtenBetween, type CauseContext } from "./context";
import { actingObjects, formerObjects } from "./kind-candidates";

const key = "networking.istio.io/EnvoyFilter";

/** Names of all fields in a patch's value, as a dump spells them. */
function fieldNames(value: unknown, into = new Set<string>(), depth = 8): ReadonlySet<string> {
  if (depth === 0) return into;
  if (Array.isArray(value)) for (const item of value) fieldNames(item, into, depth - 1);
  else if (isProtoObject(value))
    for (const [name, inner] of Object.entries(value)) {
      into.add(snakeCase(name));
      fieldNames(inner, into, depth - 1);
    }
  return into;
}

/** Whether a patch makes what changed: an item of its name, or a field that it sets. */
function isOf(patch: unknown, context: CauseContext): boolean {
  if (sectionOfApplyTo[textField(patch, "applyTo") ?? ""] !== context.section) return false;
  const operation = textField(fieldAt(patch, "patch"), "operation");
  const value = fieldAt(patch, "patch", "value");
  const { difference, pathText } = context;
  if (operation === "REMOVE") return difference.kind === "removed" || difference.kind === "added";
  const name = textField(value, "name");
  if (name !== undefined && (pathText.includes(name) || textField(changedValue(context), "name") === name))
    return true;
  if (operation !== "MERGE") return false;
  const names = fieldNames(value);
  const fields = difference.path.flatMap((step) => (step.kind === "field" ? [step.name] : []));
  return fields.some((each) => names.has(each));
}

function fits(manifest: Manifest, context: CauseContext): boolean {
  return itemsField(field(manifest, "spec"), "configPatches").some((patch) => isOf(patch, context));
}

/**
 * The EnvoyFilter whose patch makes what changed. It may patch what another object is stamped on, so it goes before
 * stamps where it is known to be written between the two reads; without times it is taken when only one fits.
 */
export function patchCause(context: CauseContext): Cause | undefined {
  const { facts } = context;
  const isTimed = facts.leftAtMs !== undefined;
  const living = (actingObjects(key, facts) ?? []).filter(
    (manifest) => !isTimed || writtenBetween(manifest, facts) === true,
  );
  const all = new Map([...formerObjects(key, facts), ...living].map((each) => [nameOf(each), each]));
  const names = new Set(
    [...formerObjects(key, facts), ...living].filter((each) => fits(each, context)).map(nameOf),
  );
  const [only] = names;
  const found = only === undefined || names.size > 1 ? undefined : all.get(only);
  if (found === undefined) return undefined;
  return {
    apiVersion: found.apiVersion,
    kind: "EnvoyFilter",
    namespace: found.metadata.namespace ?? "",
    name: found.metadata.name,
    confidence: "derived",
    reason: "patch",
  };
}

const nameOf = ({ metadata }: Manifest) => `${metadata.namespace ?? ""}/${metadata.name}`;
