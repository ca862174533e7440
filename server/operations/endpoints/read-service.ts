import type { Manifest } from "@/lib/config/manifest";
import { endpointsFromSlices } from "@/lib/endpoints/from-slices";
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

/** What the service is, and its EndpointSlices. */
export async function readServiceTruth(
  sources: ClusterSources,
  gathering: Gathering,
  wanted: Named,
  signal: AbortSignal,
): Promise<{ readonly service: TruthService; readonly kubernetes: Told<readonly SliceEndpoint[]> }> {
  const list = (group: string, kind: string, purpose: string, namespaces?: readonly string[]) =>
    granted(sources.kubernetes.list(group, kind, { purpose, signal }, namespaces));
  const own = [wanted.namespace];
  const [slices, services, entries, namespaces] = await Promise.all([
    tell(gathering, "EndpointSlices", list("discovery.k8s.io", "EndpointSlice", "EndpointSlices", own)),
    gathering.take("service", list("", "Service", "the service", own)),
    gathering.take(
      "service entries",
      sources.kubernetes.list("networking.istio.io", "ServiceEntry", { purpose: "service entries", signal }),
    ),
    gathering.take("namespaces", list("", "Namespace", "waypoint of the namespace")),
  ]);
  const manifest = services?.find(({ metadata }) => metadata.name === wanted.name);
  const service =
    manifest === undefined
      ? (factsOfServiceEntry(entries ?? [], wanted) ?? factsOfUnknown(wanted))
      : factsOfService(
          manifest,
          namespaces?.find(({ metadata }) => metadata.name === wanted.namespace),
        );
  return {
    service,
    kubernetes:
      slices.state === "known" ? { state: "known", data: endpointsFromSlices(slices.data, wanted) } : slices,
  };
}
