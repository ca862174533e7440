import type { MeshNames } from "@/lib/config/references/mesh-names";
import { fullHost } from "@/lib/config/references/mesh-lookup";
import type { YamlCursor } from "@/lib/config/yaml/cursor";
import type { PathStep } from "@/lib/config/yaml/field-path";

/** The object that is edited, as far as its text tells. */
export type EditedObject = { readonly kind: string; readonly namespace: string };
export type OfferedName = { readonly label: string; readonly detail?: string };

const offer = (labels: readonly string[], detail?: string): readonly OfferedName[] =>
  labels.map((label) => (detail === undefined ? { label } : { label, detail }));

const lastName = (steps: readonly PathStep[]): string =>
  String(steps.findLast((step) => typeof step === "string") ?? "");

const labelFields = new Set(["labels", "matchLabels", "sourceLabels", "selector"]);

/** Label keys for the mapping that the cursor is in, when it holds labels of workloads. */
export function offeredLabelKeys(
  names: MeshNames,
  object: EditedObject,
  steps: readonly PathStep[],
): readonly string[] {
  return isLabels(steps) ? Object.keys(labelsFor(names, object)) : [];
}

function isLabels(steps: readonly PathStep[]): boolean {
  return steps[0] === "spec" && labelFields.has(String(steps.at(-1)));
}

function labelsFor(
  names: MeshNames,
  { kind, namespace }: EditedObject,
): Readonly<Record<string, readonly string[]>> {
  // A Gateway finds its workloads in every namespace.
  if (kind !== "Gateway") return names.labels[namespace] ?? {};
  return Object.assign({}, ...Object.values(names.labels)) as Record<string, readonly string[]>;
}

/** Names that fit where the cursor stands: behind a key, or as an item of a list. Empty where none is known. */
export function offeredNames(
  names: MeshNames,
  object: EditedObject,
  cursor: YamlCursor,
): readonly OfferedName[] {
  const { steps, key, siblings } = cursor;
  if (key === undefined) return cursor.isItem ? offeredItems(names, object, steps) : [];
  if (isLabels(steps)) return offer(labelsFor(names, object)[key] ?? []);
  switch (key) {
    case "host":
      return offer(names.hosts);
    case "subset":
      return offer(names.subsets[fullHost(siblings["host"] ?? "", object.namespace)] ?? [], siblings["host"]);
    case "namespace":
    case "sourceNamespace":
      return offer(names.namespaces);
    case "credentialName":
      return offer(names.secrets);
    case "serviceAccount":
      return offer(
        names.serviceAccounts
          .filter(({ namespace }) => namespace === object.namespace)
          .map(({ name }) => name),
      );
    case "name":
      return offeredRefNames(names, object, cursor);
    case "port":
      return offer(servicePorts(names, object, siblings));
    case "sectionName":
      return offer(
        names.apiGateways
          .filter(
            (gateway) =>
              gateway.name === siblings["name"] &&
              gateway.namespace === (siblings["namespace"] ?? object.namespace),
          )
          .flatMap(({ listeners }) => listeners),
      );
    default:
      return [];
  }
}

function offeredRefNames(
  names: MeshNames,
  object: EditedObject,
  { steps, siblings }: YamlCursor,
): readonly OfferedName[] {
  const namespace = siblings["namespace"] ?? object.namespace;
  const inNamespace = <T extends { readonly namespace: string; readonly name: string }>(list: readonly T[]) =>
    offer(
      list.filter((one) => one.namespace === namespace).map(({ name }) => name),
      namespace,
    );
  const list = lastName(steps);
  const kind =
    siblings["kind"] ??
    (list === "parentRefs" ? "Gateway" : list === "certificateRefs" ? "Secret" : "Service");
  if (
    !["parentRefs", "backendRefs", "backendRef", "targetRefs", "targetRef", "certificateRefs"].includes(list)
  )
    return [];
  if (kind === "Gateway") return inNamespace(names.apiGateways);
  if (kind === "Secret") return offer(names.secrets);
  return kind === "Service" ? inNamespace(names.services) : [];
}

function servicePorts(
  names: MeshNames,
  object: EditedObject,
  { name, namespace }: Readonly<Record<string, string>>,
): readonly string[] {
  const service = names.services.find(
    (one) => one.name === name && one.namespace === (namespace ?? object.namespace),
  );
  return (service?.ports ?? []).map(String);
}

function offeredItems(
  names: MeshNames,
  object: EditedObject,
  steps: readonly PathStep[],
): readonly OfferedName[] {
  switch (lastName(steps)) {
    case "hosts":
      if (object.kind === "Sidecar")
        return offer(["./*", "istio-system/*", ...names.namespaces.map((name) => `${name}/*`)]);
      return object.kind === "VirtualService" ? offer(names.hosts) : [];
    case "gateways":
      return offer(["mesh", ...names.gateways]);
    case "exportTo":
      return offer([".", "*", ...names.namespaces]);
    case "namespaces":
    case "notNamespaces":
      return offer(names.namespaces);
    case "principals":
    case "notPrincipals":
      return offer(
        names.serviceAccounts.map(({ namespace, name }) => `cluster.local/ns/${namespace}/sa/${name}`),
      );
    case "serviceAccounts":
      return offer(names.serviceAccounts.map(({ namespace, name }) => `${namespace}/${name}`));
    default:
      return [];
  }
}
