import { fieldsOfKind, type FieldNode } from "@/server/demo/kubernetes/schema/fields";

/** How server-side apply sees a list: one value, or items found again by keys or by themselves. */
export type ListShape =
  | { readonly type: "atomic" }
  | { readonly type: "set" }
  | { readonly type: "keyed"; readonly keys: readonly string[] };

const conditions = { "status.conditions": ["type"] };
const containers = {
  "spec.containers": ["name"],
  "spec.initContainers": ["name"],
  "spec.volumes": ["name"],
  "spec.template.spec.containers": ["name"],
  "spec.template.spec.volumes": ["name"],
  "status.podIPs": ["ip"],
};

/** Lists with keys, by kind. All others are atomic. */
const keyedLists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "networking.istio.io/ServiceEntry": { "spec.ports": ["name"] },
  "extensions.istio.io/WasmPlugin": { "spec.vmConfig.env": ["name"] },
  "gateway.networking.k8s.io/Gateway": {
    "spec.listeners": ["name"],
    "status.listeners": ["name"],
    "status.listeners.conditions": ["type"],
    ...conditions,
  },
  "gateway.networking.k8s.io/GatewayClass": { ...conditions, "status.supportedFeatures": ["name"] },
  "/Service": { "spec.ports": ["port", "protocol"], ...conditions },
  "/Pod": { ...containers, ...conditions },
  "apps/Deployment": { ...containers, ...conditions },
  "apps/StatefulSet": { ...containers, ...conditions },
  "apps/DaemonSet": { ...containers, ...conditions },
  "apps/ReplicaSet": { ...containers, ...conditions },
};

export type Structure = {
  /** The shape of the value at a path of field names; "any" where nothing is declared. */
  readonly root: FieldNode;
  readonly listAt: (path: string) => ListShape;
};

const text: FieldNode = { type: "string" };
const texts: FieldNode = { type: "map", values: text };
const metadata: FieldNode = {
  type: "object",
  fields: new Map<string, FieldNode>([
    ...["name", "generateName", "namespace", "uid", "resourceVersion"].map((name) => [name, text] as const),
    ...["creationTimestamp", "deletionTimestamp", "selfLink"].map((name) => [name, text] as const),
    ["generation", { type: "number" }],
    ["deletionGracePeriodSeconds", { type: "number" }],
    ["labels", texts],
    ["annotations", texts],
    ["finalizers", { type: "list", items: text }],
    ["ownerReferences", { type: "list", items: { type: "any" } }],
    ["managedFields", { type: "list", items: { type: "any" } }],
  ]),
};

const built = new Map<string, Structure>();

/** What server-side apply and strict decoding know of a kind. Kinds without a CRD are read as they come. */
export function structureOfKind(group: string, kind: string): Structure {
  const name = `${group}/${kind}`;
  const known = built.get(name);
  if (known !== undefined) return known;
  const declared = fieldsOfKind(group, kind);
  const keyed = keyedLists[name] ?? {};
  const fields = new Map<string, FieldNode>([
    ["apiVersion", text],
    ["kind", text],
    ["metadata", metadata],
    ...(declared?.type === "object" ? declared.fields : []),
  ]);
  const structure: Structure = {
    root: declared === undefined ? { type: "any" } : { type: "object", fields },
    listAt(path) {
      if (path === "metadata.finalizers") return { type: "set" };
      if (path === "metadata.ownerReferences") return { type: "keyed", keys: ["uid"] };
      const keys = keyed[path];
      return keys === undefined ? { type: "atomic" } : { type: "keyed", keys };
    },
  };
  built.set(name, structure);
  return structure;
}
