import type { Manifest } from "@/lib/config/manifest";
import { podProblem, selectedPods } from "@/lib/endpoints/pod-problem";
import { endpointsFromSlices, slicesChangedMs } from "@/lib/endpoints/from-slices";
import type { SliceEndpoint, Told, TruthService } from "@/lib/endpoints/model";
import { factsOfService, factsOfServiceEntry, factsOfUnknown } from "@/lib/endpoints/service-facts";
import { hintOf, messageOf, SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { refusalOf, type Gathering } from "@/server/operations/gathering";
import { tell } from "@/server/operations/endpoints/told";
import type { ClusterSources } from "@/server/ports";

type Named = { readonly namespace: string; readonly name: string };

/** A list that may not be read is an error here: an empty column would say that there is nothing. */
async function granted(read: Promise<Sourced<readonly Manifest[]>>): Promise<Sourced<readonly Manifest[]>> {
  const answer = await read;
  const refusal = refusalOf(answer);
  if (refusal !== undefined) throw new SourceError(messageOf(refusal), { ...refusal, ...hintOf(refusal) });
  return answer;
}

export type ServiceTruth = {
  readonly service: TruthService;
  readonly kubernetes: Told<readonly SliceEndpoint[]>;
  /** When its slices were written last. */
  readonly changedMs?: number;
};

/** What the service is, its EndpointSlices, and why pods behind them are not ready. */
export async function readServiceTruth(
  sources: ClusterSources,
  gathering: Gathering,
  wanted: Named,
  signal: AbortSignal,
): Promise<ServiceTruth> {
  const list = (group: string, kind: string, purpose: string, namespaces?: readonly string[]) =>
    granted(sources.kubernetes.list(group, kind, { purpose, signal }, namespaces));
  const own = [wanted.namespace];
  const [slices, services, entries, namespaces, pods] = await Promise.all([
    tell(gathering, "EndpointSlices", list("discovery.k8s.io", "EndpointSlice", "EndpointSlices", own)),
    gathering.take("service", list("", "Service", "the service", own)),
    gathering.take(
      "service entries",
      sources.kubernetes.list("networking.istio.io", "ServiceEntry", { purpose: "service entries", signal }),
    ),
    gathering.take("namespaces", list("", "Namespace", "waypoint of the namespace")),
    gathering.takeObjects(
      "pods behind the service",
      sources.kubernetes.list("", "Pod", { purpose: "pods behind the service", signal }, own),
    ),
  ]);
  const manifest = services?.find(({ metadata }) => metadata.name === wanted.name);
  const service =
    manifest === undefined
      ? (factsOfServiceEntry(entries ?? [], wanted) ?? factsOfUnknown(wanted))
      : factsOfService(
          manifest,
          namespaces?.find(({ metadata }) => metadata.name === wanted.namespace),
        );
  const changedMs = slices.state === "known" ? slicesChangedMs(slices.data, wanted) : undefined;
  const selected = manifest === undefined ? undefined : selectedPods(manifest, pods);
  return {
    service: { ...service, ...(selected === undefined ? {} : { selected }) },
    kubernetes:
      slices.state === "known"
        ? { state: "known", data: withPodProblems(endpointsFromSlices(slices.data, wanted), pods ?? []) }
        : slices,
    ...(changedMs === undefined ? {} : { changedMs }),
  };
}

function withPodProblems(
  endpoints: readonly SliceEndpoint[],
  pods: readonly Manifest[],
): readonly SliceEndpoint[] {
  if (endpoints.every(({ isReady }) => isReady !== false)) return endpoints;
  const byName = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  return endpoints.map((endpoint) => {
    const pod = endpoint.isReady === false ? byName.get(endpoint.pod ?? "") : undefined;
    const problem = pod === undefined ? undefined : podProblem(pod);
    return problem === undefined ? endpoint : { ...endpoint, podProblem: problem };
  });
}
