import type { Manifest } from "@/lib/config/manifest";
import type { FieldValidation } from "@/server/demo/kubernetes/exchange";
import { isJsonObject, type JsonObject } from "@/server/demo/kubernetes/json-value";
import { apiVersionFrom } from "@/server/demo/kubernetes/resources";
import { withDefaults } from "@/server/demo/kubernetes/schema/defaults";
import { structureOfKind, type Structure } from "@/server/demo/kubernetes/schema/structure";
import { pruneUnknown, typedErrors } from "@/server/demo/kubernetes/schema/typed-value";
import { webhookDenial } from "@/server/demo/kubernetes/webhook";
import { validateObject } from "@/server/demo/kubernetes/schema/validate-object";
import { manifestFrom } from "@/server/demo/kubernetes/served-object";
import {
  ApiFailure,
  badRequest,
  conflict,
  invalid,
  modifiedMessage,
  notFound,
} from "@/server/demo/kubernetes/status";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import type { Target } from "@/server/demo/kubernetes/target";

export function structureOf(target: Target): Structure {
  return structureOfKind(target.resource.group, target.resource.kind);
}

export const groupResourceOf = ({ resource }: Target) => ({
  group: resource.group,
  resource: resource.plural,
});

/** The body as the path says it must be: right kind, version, namespace and name. Throws 400 where it is not. */
export function objectForTarget(target: Target, body: JsonObject): JsonObject {
  const { resource, version, namespace, name } = target;
  const apiVersion = apiVersionFrom(resource.group, version);
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  if (body.kind !== resource.kind || body.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${String(body.apiVersion)}, Kind=${String(body.kind)}) does not match the expected API version (${apiVersion}, Kind=${resource.kind})`,
    );
  }
  if (metadata.namespace !== undefined && metadata.namespace !== "" && metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (name !== "" && metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${String(metadata.name)}) does not match the name on the URL (${name})`,
    );
  }
  return {
    ...body,
    metadata: {
      ...metadata,
      ...(name === "" ? {} : { name }),
      ...(namespace === "" ? {} : { namespace }),
    },
  };
}

export function requireNamespace(store: KubernetesStore, namespace: string): void {
  if (namespace === "") return;
  const found = store.get({ group: "", kind: "Namespace", namespace: "", name: namespace });
  if (found === undefined) throw notFound({ group: "", resource: "namespaces" }, namespace);
}

export type Decoded = { readonly object: JsonObject; readonly warnings: readonly string[] };

/** Drops undeclared fields of a create or update: an error when Strict, warnings when Warn. */
export function decodeObject(target: Target, object: JsonObject, validation: FieldValidation): Decoded {
  const { value, unknown } = pruneUnknown(structureOf(target).root, object);
  const messages = unknown.map((path) => `unknown field "${path}"`);
  if (validation === "Strict" && messages.length > 0) {
    const { resource, version } = target;
    throw badRequest(
      `${resource.kind} in version "${version}" cannot be handled as a ${resource.kind}: strict decoding error: ${messages.join(", ")}`,
    );
  }
  return {
    object: isJsonObject(value) ? value : object,
    warnings: validation === "Ignore" ? [] : messages,
  };
}

/** The 500 that server-side apply gives for undeclared fields and wrong types, whatever fieldValidation says. */
export function requireTyped(target: Target, object: JsonObject): void {
  const errors = typedErrors(structureOf(target).root, object);
  if (errors.length === 0) return;
  const { resource, version, namespace, name } = target;
  const text = errors.length === 1 ? errors[0] : `errors:\n${errors.map((error) => `  ${error}\n`).join("")}`;
  const id = namespace === "" ? `/${name}` : `${namespace}/${name}`;
  throw new ApiFailure(
    500,
    undefined,
    `failed to create typed patch object (${id}; ${apiVersionFrom(resource.group, version)}, Kind=${resource.kind}): ${text}`,
  );
}

/** The object with its defaults, after all rules of its CRD (422 when it breaks any) and istiod's webhook (400). */
export function admitted(target: Target, object: JsonObject): Manifest {
  const { resource } = target;
  const filled = withDefaults(resource.group, resource.kind, object);
  const causes = validateObject(resource.group, resource.kind, filled);
  const manifest = manifestFrom(filled);
  if (causes.length > 0) throw invalid(resource, manifest.metadata.name, causes);
  const denial = webhookDenial(resource.group, resource.kind, filled.spec);
  if (denial !== undefined) throw new ApiFailure(400, undefined, denial);
  return manifest;
}

/** Throws the 409 of an object that is no longer the one that the writer saw. */
export function requireFresh(target: Target, live: Manifest, sent: JsonObject): void {
  const metadata = isJsonObject(sent.metadata) ? sent.metadata : {};
  const name = live.metadata.name;
  const { resourceVersion, uid } = metadata;
  if (typeof uid === "string" && uid !== "" && uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid ?? ""}`;
    throw conflict(groupResourceOf(target), name, why);
  }
  if (
    typeof resourceVersion === "string" &&
    resourceVersion !== "" &&
    resourceVersion !== live.metadata.resourceVersion
  ) {
    throw conflict(groupResourceOf(target), name, modifiedMessage);
  }
}
