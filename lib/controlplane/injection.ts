import { labelSelectorMatches } from "@/lib/config/checks/istio/selectors";
import type { Manifest } from "@/lib/config/manifest";
import { booleanField, field, itemsField, textField } from "@/lib/proxies/proto-json";
import { podProxy, podWithoutProxy, type PodProxy } from "./pod-proxy";

/** One webhook that injects sidecars, and for which revision. */
export type Injector = {
  readonly revision: string;
  /** The name that namespaces may use in place of the revision: `prod-stable`. */
  readonly tag?: string;
  readonly namespaceSelector: unknown;
  readonly objectSelector: unknown;
};

/** Namespaces into which Istio never injects. Source: its injector's list of ignored namespaces. */
const ignoredNamespaces = new Set(["kube-system", "kube-public", "kube-node-lease", "local-path-storage"]);
const injectKey = "sidecar.istio.io/inject";
const defaultRevision = "default";

/** The injecting webhooks of every revision and tag. Source: the names and labels that Istio's charts give them. */
export function injectorsOf(configurations: readonly Manifest[]): readonly Injector[] {
  return configurations.flatMap((configuration) => {
    const labels = configuration.metadata.labels ?? {};
    const tag = labels["istio.io/tag"];
    return itemsField(configuration, "webhooks")
      .filter((webhook) => textField(webhook, "name")?.endsWith("sidecar-injector.istio.io") === true)
      .map((webhook) => ({
        revision: labels["istio.io/rev"] ?? defaultRevision,
        ...(tag === undefined ? {} : { tag }),
        namespaceSelector: field(webhook, "namespaceSelector"),
        objectSelector: field(webhook, "objectSelector"),
      }));
  });
}

/** Injectors where webhooks may not be read: what the labels of namespaces ask for. */
const byLabels: readonly Injector[] = [
  {
    revision: defaultRevision,
    namespaceSelector: { matchLabels: { "istio-injection": "enabled" } },
    objectSelector: { matchExpressions: [{ key: injectKey, operator: "NotIn", values: ["false"] }] },
  },
];

/**
 * The revision that would give the pod a sidecar if it was created now; undefined for a pod that gets none. Without
 * `injectors` the labels of namespaces decide, as far as they can.
 */
function injectingRevision(
  pod: Manifest,
  namespace: Manifest,
  injectors: readonly Injector[] | undefined,
): string | undefined {
  const { metadata, spec } = pod;
  if (ignoredNamespaces.has(namespace.metadata.name) || booleanField(spec, "hostNetwork")) return undefined;
  if (metadata.annotations?.[injectKey] === "false") return undefined;
  const labels = namespace.metadata.labels ?? {};
  const found = (injectors ?? byLabels).find(
    ({ namespaceSelector, objectSelector }) =>
      labelSelectorMatches(namespaceSelector, labels) &&
      labelSelectorMatches(objectSelector, metadata.labels ?? {}),
  );
  return found?.revision;
}

export type Injection = {
  /** Running pods without a proxy that would get one if they were created now. */
  readonly uninjected: readonly PodProxy[];
  /** By `namespace/pod`: the revision that a restart moves a pod to, where that is another. */
  readonly nextRevisions: ReadonlyMap<string, string>;
};

/** Which pods have not the sidecar that they would get now, or one of another revision. */
export function injectionOf(
  pods: readonly Manifest[],
  namespaces: readonly Manifest[],
  injectors: readonly Injector[] | undefined,
): Injection {
  const byName = new Map(namespaces.map((namespace) => [namespace.metadata.name, namespace]));
  const uninjected: PodProxy[] = [];
  const nextRevisions = new Map<string, string>();
  for (const pod of pods) {
    const { namespace: name = "" } = pod.metadata;
    const namespace = byName.get(name);
    if (namespace === undefined) continue;
    const proxy = podProxy(pod);
    if (proxy === undefined) {
      const bare = podWithoutProxy(pod);
      const isOutside = bare.stage === "finished" || bare.stage === "stopping" || isAmbient(pod);
      if (!isOutside && injectingRevision(pod, namespace, injectors) !== undefined) uninjected.push(bare);
      continue;
    }
    // Without webhooks nobody knows which revision stands behind a label.
    const next =
      injectors === undefined || proxy.type !== "sidecar"
        ? undefined
        : injectingRevision(pod, namespace, injectors);
    if (next !== undefined && next !== (proxy.revision ?? defaultRevision))
      nextRevisions.set(`${name}/${pod.metadata.name}`, next);
  }
  return { uninjected, nextRevisions };
}

/** Source: the annotation that Istio's CNI leaves on pods whose traffic goes through a ztunnel. */
function isAmbient({ metadata }: Manifest): boolean {
  return metadata.annotations?.["ambient.istio.io/redirection"] === "enabled";
}
