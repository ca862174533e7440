import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { apiVersionFrom, type Resource } from "@/server/demo/kubernetes/resources";
import type { JsonObject } from "@/server/demo/kubernetes/json-value";

const printed = new WeakMap<Manifest, string>();
const printedItems = new WeakMap<Manifest, string>();

/** An object as the asked version shows it. All versions of a kind have one schema, so only the name of it changes. */
export function inVersion(object: Manifest, resource: Resource, version: string): Manifest {
  const apiVersion = apiVersionFrom(resource.group, version);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** The object as JSON text, kept because lists of thousands of pods are asked for again and again. */
export function printObject(object: Manifest): string {
  const known = printed.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  printed.set(object, text);
  return text;
}

/** As an item of a list: only custom resources repeat apiVersion and kind there. */
export function printItem(object: Manifest, resource: Resource, version: string): string {
  if (resource.custom) return printObject(inVersion(object, resource, version));
  const known = printedItems.get(object);
  if (known !== undefined) return known;
  const { apiVersion: _version, kind: _kind, ...item } = object;
  const text = JSON.stringify(item);
  printedItems.set(object, text);
  return text;
}

/** A checked object as a manifest. The boundary has already refused objects without name or kind. */
export function manifestFrom(object: JsonObject): Manifest {
  return manifestSchema.parse(object);
}
