import { findHost, hostIndex, placeOf } from "./service-hosts";
import { findInCluster } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, pairs, records, specOf, text } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

const regionKey = "topology.kubernetes.io/region";
const zoneKey = "topology.kubernetes.io/zone";
const subzoneKey = "topology.istio.io/subzone";
const hostnameKey = "kubernetes.io/hostname";
type Labels = Readonly<Record<string, string>>;

/** The labels that istiod gives a pod beyond its own: the place and name of its node. */
function nodeLabels(pod: Manifest, nodes: readonly Manifest[]): Labels {
  const name = text(specOf(pod)["nodeName"]);
  if (name === "") return {};
  const node = findInCluster(nodes, name);
  const place = node === undefined ? {} : labelsOf(node);
  const zone = place[zoneKey] ?? "";
  const augmented = {
    [regionKey]: place[regionKey] ?? "",
    [zoneKey]: zone,
    [subzoneKey]: zone === "" ? "" : (place[subzoneKey] ?? ""),
    [hostnameKey]: name,
  };
  return Object.fromEntries(Object.entries(augmented).filter(([, value]) => value !== ""));
}

/** The labels of all pods by pair, so that a selector is answered from its rarest pair. */
const podIndex = memoByIdentity((pods: readonly Manifest[], nodes: readonly Manifest[]) => {
  const all: Labels[] = pods.map((pod) => ({ ...labelsOf(pod), ...nodeLabels(pod, nodes) }));
  const byPair = new Map<string, Labels[]>();
  for (const labels of all) {
    for (const [key, value] of Object.entries(labels)) {
      const pair = `${key}=${value}`;
      const known = byPair.get(pair);
      if (known === undefined) byPair.set(pair, [labels]);
      else known.push(labels);
    }
  }
  return { all, byPair };
});

function selectsAny({ all, byPair }: ReturnType<typeof podIndex>, selector: Labels): boolean {
  const wanted = Object.entries(selector);
  const candidates = wanted
    .map(([key, value]) => byPair.get(`${key}=${value}`) ?? [])
    .toSorted((a, b) => a.length - b.length)[0];
  return (candidates ?? all).some((labels) => wanted.every(([key, value]) => labels[key] === value));
}

const noNodes: readonly Manifest[] = [];
const isPlace = (key: string): boolean => [regionKey, zoneKey, subzoneKey, hostnameKey].includes(key);

/** IST0173: the labels of a subset are on no pod; requests to it fail with 503 UH. */
export const subsetPods = listRule({
  codes: ["IST0173"],
  reads: [kindKeys.destinationRule, kindKeys.service, kindKeys.serviceEntry, kindKeys.pod],
  optional: [kindKeys.node],
  saysOnce: true,
  check: ([rules, services, entries, pods], { objects }) => {
    const index = hostIndex(services, entries);
    const nodes = objects[kindKeys.node];
    const labelled = podIndex(pods, nodes ?? noNodes);
    return rules.flatMap((rule) => {
      const { host, subsets } = specOf(rule);
      const target = findHost(index, placeOf(rule), text(host));
      if (target === undefined) return [];
      return records(subsets).flatMap((subset, at) => {
        const selector = { ...target.workloadLabels, ...pairs(subset["labels"]) };
        const isUnknown = nodes === undefined && Object.keys(selector).some(isPlace);
        if (isUnknown || selectsAny(labelled, selector)) return [];
        const name = text(subset["name"]);
        return [
          findingOn(rule, {
            code: "IST0173",
            severity: "error",
            path: `spec.subsets[${at}]`,
            message: `The subset ${name} of ${text(host)} selects no pod`,
            params: { subset: name, host: text(host) },
          }),
        ];
      });
    });
  },
});
