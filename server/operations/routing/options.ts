import { phrase } from "@/lib/phrase";
import { checkMesh } from "@/lib/config/check";
import type { Finding } from "@/lib/config/finding";
import { portProtocol, serviceSpec, type ServicePort } from "@/lib/config/kubernetes-service";
import { refFromManifest } from "@/lib/config/manifest";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { versionsOf, type ServiceVersion } from "@/lib/routing/service-versions";
import {
  destinationRulesOf,
  httpRoutesOf,
  serviceOf,
  snapshotFromObjects,
  virtualServicesOf,
  type ServiceName,
} from "@/lib/routing/snapshot";
import { splitApis, type SplitApi } from "@/lib/routing/split-apis";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { readTrafficIfKnown, type ServiceTraffic } from "@/server/operations/routing/traffic";
import type { OperationContext } from "@/server/ports";

export type SplitOptions = {
  readonly service: ServiceName;
  readonly ports: readonly (Pick<ServicePort, "name" | "port"> & { readonly protocol: string })[];
  readonly versions: readonly ServiceVersion[];
  readonly apis: readonly SplitApi[];
  /** Objects that route this service today, and who keeps them. */
  readonly objects: readonly { readonly ref: ObjectRef; readonly owners: readonly Owner[] }[];
  readonly findings: readonly Finding[];
  /** Absent when the metrics are unknown. */
  readonly traffic?: ServiceTraffic;
  readonly readOnlyReason?: string;
};

/** All that decides how a service's requests can be split. Throws not_found for an unknown service. */
export async function readSplitOptions(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly service: ServiceName; readonly port?: number | undefined },
): Promise<Sourced<SplitOptions>> {
  const sources = clusterSources(ctx, input.cluster);
  const { data: all, warnings, evidence } = await readMeshObjects(sources, ctx.signal);
  const snapshot = snapshotFromObjects(all);
  const service = serviceOf(snapshot, input.service);
  if (service === undefined) {
    throw new ConsoleError(
      "not_found",
      phrase("no_service", { namespace: input.service.namespace, name: input.service.name }),
      {
        hint: phrase("choose_service"),
        details: { field: "service" },
      },
    );
  }
  const states = sources.kubernetes.states();
  const served = (kind: string) => states.find((state) => state.kind === kind)?.state !== "absent";
  const versions = versionsOf(snapshot, input.service);
  const objects = [
    ...virtualServicesOf(snapshot, input.service),
    ...destinationRulesOf(snapshot, input.service),
    ...httpRoutesOf(snapshot, input.service),
  ];
  const keys = new Set(objects.map((manifest) => objectKey(refFromManifest(manifest))));
  const traffic = await readTrafficIfKnown(ctx, sources, input.service, versions);
  const apis = splitApis(
    snapshot,
    input.service,
    { istio: served("VirtualService"), gateway: served("HTTPRoute") },
    input.port,
  );
  const data: SplitOptions = {
    service: input.service,
    ports: serviceSpec(service).ports.map((port) => ({
      port: port.port,
      protocol: portProtocol(port),
      ...(port.name === undefined ? {} : { name: port.name }),
    })),
    versions,
    apis,
    objects: objects.map((manifest) => ({ ref: refFromManifest(manifest), owners: ownersOf(manifest) })),
    findings: checkMesh({ objects: all, facts: {}, nowMs: ctx.nowMs() }).filter(({ object }) =>
      keys.has(objectKey(object)),
    ),
    ...(traffic.data === undefined ? {} : { traffic: traffic.data }),
    ...(ctx.readOnlyReason === undefined ? {} : { readOnlyReason: ctx.readOnlyReason }),
  };
  return {
    data,
    warnings: [...warnings, ...traffic.warnings],
    evidence: [...evidence, ...traffic.evidence],
  };
}
