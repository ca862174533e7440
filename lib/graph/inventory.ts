import type { GraphNode } from "@/lib/graph/model";

export type Dataplane = NonNullable<GraphNode["dataplane"]>;

/** What the graph must know of a Kubernetes service. */
export type InventoryService = {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
};

/** What the graph must know of a workload. */
export type InventoryWorkload = {
  readonly namespace: string;
  /** As telemetry names it: the Deployment, StatefulSet, … behind the pods. */
  readonly name: string;
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly version?: string;
  /** undefined when there are no pods to look at. */
  readonly dataplane?: Dataplane;
  readonly pods?: { readonly desired: number; readonly available: number };
};

export type GraphInventory = {
  readonly services: readonly InventoryService[];
  readonly workloads: readonly InventoryWorkload[];
  /** False when Kubernetes did not answer: then absence means nothing. */
  readonly known: boolean;
};

export const emptyInventory: GraphInventory = { services: [], workloads: [], known: false };

/** Whether `labels` satisfy a service's selector; a service without a selector selects nothing. */
export function selectorMatches(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** Look-ups over an inventory, each in constant time. */
export type InventoryIndex = {
  readonly known: boolean;
  workload(namespace: string, name: string): InventoryWorkload | undefined;
  service(namespace: string, name: string): InventoryService | undefined;
  /** Services whose selector chooses the workload, sorted by name. */
  servicesOf(namespace: string, workload: string): readonly InventoryService[];
  workloadsOf(namespace: string, service: string): readonly InventoryWorkload[];
};

/** The index of an inventory. */
export function indexInventory(inventory: GraphInventory): InventoryIndex {
  const workloads = new Map(inventory.workloads.map((entry) => [`${entry.namespace}/${entry.name}`, entry]));
  const services = new Map(inventory.services.map((entry) => [`${entry.namespace}/${entry.name}`, entry]));
  const byNamespace = new Map<string, InventoryWorkload[]>();
  for (const workload of inventory.workloads) {
    const list = byNamespace.get(workload.namespace) ?? [];
    list.push(workload);
    byNamespace.set(workload.namespace, list);
  }
  const servicesOf = new Map<string, InventoryService[]>();
  const workloadsOf = new Map<string, InventoryWorkload[]>();
  for (const service of [...inventory.services].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const workload of byNamespace.get(service.namespace) ?? []) {
      if (!selectorMatches(service.selector, workload.labels)) continue;
      push(servicesOf, `${workload.namespace}/${workload.name}`, service);
      push(workloadsOf, `${service.namespace}/${service.name}`, workload);
    }
  }
  return {
    known: inventory.known,
    workload: (namespace, name) => workloads.get(`${namespace}/${name}`),
    service: (namespace, name) => services.get(`${namespace}/${name}`),
    servicesOf: (namespace, workload) => servicesOf.get(`${namespace}/${workload}`) ?? [],
    workloadsOf: (namespace, service) => workloadsOf.get(`${namespace}/${service}`) ?? [],
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
