import { phrase } from "@/lib/phrase";
import type {
  ApiFit,
  IntentApi,
  IntentInstance,
  IntentModule,
  IntentTarget,
} from "@/lib/changes/intent-module";
import { intentModules } from "@/lib/changes/intent-modules";
import type { IntentKind, IntentOf } from "@/lib/changes/intent-schemas";
import { checkMesh } from "@/lib/config/check";
import type { Finding } from "@/lib/config/finding";
import { portProtocol, serviceSpec, type ServicePort } from "@/lib/config/kubernetes-service";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { routeKeys } from "@/lib/routing/route-keys";
import { isCatchAllOf, tablesOf } from "@/lib/routing/route-table";
import { versionsOf, type ServiceVersion } from "@/lib/routing/service-versions";
import {
  destinationRulesOf,
  httpRoutesOf,
  serviceOf,
  snapshotFromObjects,
  virtualServicesOf,
} from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { readTrafficIfKnown, type ServiceTraffic } from "@/server/operations/routing/traffic";
import type { OperationContext } from "@/server/ports";

type OwnedObject = { readonly ref: ObjectRef; readonly owners: readonly Owner[] };

/** All that a wizard says before anything is typed. `I` is the kind's intent. */
type IntentOptions<I> = {
  readonly target: IntentTarget;
  readonly fits: readonly ApiFit[];
  readonly instances: readonly IntentInstance<I>[];
  /** Where the form starts, for each API that fits. */
  readonly start: Readonly<Partial<Record<IntentApi, I>>>;
  readonly ports: readonly (Pick<ServicePort, "name" | "port"> & { readonly protocol: string })[];
  readonly versions: readonly ServiceVersion[];
  /** Other Services of the target's namespace, by name: what a route may send to beside the versions. */
  readonly siblings: readonly string[];
  /** Routes for certain requests, by the key that an intent names them with. */
  readonly routes: readonly { readonly api: IntentApi; readonly key: string }[];
  /** Objects that decide for the target today, and who keeps them. */
  readonly objects: readonly OwnedObject[];
  readonly findings: readonly Finding[];
  /** Absent when the metrics are unknown, or the target is no service. */
  readonly traffic?: ServiceTraffic;
  readonly readOnlyReason?: string;
};

/** Kinds whose target is a Service; the others also speak of workloads and whole namespaces. */
const serviceKinds: ReadonlySet<string> = new Set([
  "traffic_split",
  "mirror",
  "request_route",
  "timeout_retry",
  "circuit_breaker",
  "fault",
  "load_balancing",
]);

/** What stands on the target and what a change of this kind can be written with. Throws not_found for an unknown service. */
export async function readIntentOptions<K extends IntentKind>(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly kind: K; readonly target: IntentTarget },
): Promise<Sourced<IntentOptions<IntentOf<K>>>> {
  const sources = clusterSources(ctx, input.cluster);
  const { target, kind } = input;
  const { data: objects, warnings, evidence } = await readMeshObjects(sources, ctx.signal);
  const service = serviceOf(snapshotFromObjects(objects), target);
  if (service === undefined && serviceKinds.has(kind)) throw noService(target);
  const states = sources.kubernetes.states();
  const served = (group: string, name: string) =>
    states.find((state) => state.group === group && state.kind === name)?.state !== "absent";
  const of: IntentModule<IntentOf<K>> = intentModules[kind];
  const fits = of.fits(objects, target, served);
  const instances = of.instances(objects, target);
  const versions = service === undefined ? [] : versionsOf(snapshotFromObjects(objects), target);
  const owned = objectsOf(objects, target, instances);
  const keys = new Set(owned.map(({ ref }) => objectKey(ref)));
  const traffic =
    service === undefined
      ? { data: undefined, warnings: [], evidence: [] }
      : await readTrafficIfKnown(ctx, sources, target, versions);
  const data: IntentOptions<IntentOf<K>> = {
    target,
    fits,
    instances,
    start: startsOf(of, objects, target, fits),
    ports: service === undefined ? [] : portsOf(service),
    versions,
    siblings: siblingsOf(objects, target),
    routes: service === undefined ? [] : routesOf(objects, target),
    objects: owned,
    findings: checkMesh({ objects, facts: {}, nowMs: ctx.nowMs() }).filter(({ object }) =>
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

function noService(target: IntentTarget): ConsoleError {
  return new ConsoleError(
    "not_found",
    phrase("no_service", { namespace: target.namespace, name: target.name }),
    {
      hint: phrase("service_deleted"),
      details: { field: "service" },
    },
  );
}

function startsOf<I>(
  of: IntentModule<I>,
  objects: MeshObjects,
  target: IntentTarget,
  fits: readonly ApiFit[],
): Partial<Record<IntentApi, I>> {
  const fitting = fits.filter(({ fits: does }) => does);
  return Object.fromEntries(fitting.map(({ api }) => [api, of.start(objects, target, api)]));
}

function portsOf(service: Manifest): IntentOptions<never>["ports"] {
  return serviceSpec(service).ports.map((port) => ({
    port: port.port,
    protocol: portProtocol(port),
    ...(port.name === undefined ? {} : { name: port.name }),
  }));
}

function siblingsOf(objects: MeshObjects, target: IntentTarget): readonly string[] {
  return (objects["/Service"] ?? [])
    .filter(({ metadata }) => metadata.namespace === target.namespace && metadata.name !== target.name)
    .map(({ metadata }) => metadata.name)
    .toSorted();
}

function routesOf(objects: MeshObjects, target: IntentTarget): IntentOptions<never>["routes"] {
  return tablesOf(objects, target).flatMap((table) => {
    const keys = routeKeys(table);
    return table.rules.flatMap((rule, index) =>
      isCatchAllOf(table, rule) ? [] : [{ api: table.api, key: keys[index] ?? "" }],
    );
  });
}

/** What routes the target, and the objects of what was recognised, each once. */
function objectsOf(
  objects: MeshObjects,
  target: IntentTarget,
  instances: readonly IntentInstance<unknown>[],
): readonly OwnedObject[] {
  const snapshot = snapshotFromObjects(objects);
  const recognised = instances.flatMap(({ current }) => {
    const { object } = current;
    if (object === undefined) return [];
    const list = objects[`${groupFromApiVersion(object.apiVersion)}/${object.kind}`] ?? [];
    return list.find((manifest) => objectKey(refFromManifest(manifest)) === objectKey(object)) ?? [];
  });
  const routing =
    target.name === ""
      ? []
      : [
          ...virtualServicesOf(snapshot, target),
          ...destinationRulesOf(snapshot, target),
          ...httpRoutesOf(snapshot, target),
        ];
  const byKey = new Map<string, OwnedObject>();
  for (const manifest of [...recognised, ...routing]) {
    const ref = refFromManifest(manifest);
    byKey.set(objectKey(ref), { ref, owners: ownersOf(manifest) });
  }
  return [...byKey.values()];
}
