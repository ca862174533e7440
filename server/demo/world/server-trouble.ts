import { parse } from "yaml";
import { z } from "zod";
import type { XdsCluster } from "@/lib/xds/model";
import { parsedObjects, rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry } from "@/lib/xds/service-registry";
import type { WorkloadSpec } from "@/server/demo/world/spec";

/** What goes wrong at the destination's own proxy: the caller sees the code without a flag. */
export type ServerTrouble = { readonly share: number; readonly code: number; readonly flag: string };

const podSchema = z.looseObject({
  spec: z
    .looseObject({
      containers: z
        .array(
          z.looseObject({
            name: z.string(),
            ports: z.array(z.looseObject({ containerPort: z.number() })).optional(),
          }),
        )
        .default([]),
    })
    .optional(),
  status: z
    .looseObject({
      containerStatuses: z
        .array(
          z.looseObject({
            name: z.string(),
            restartCount: z.number().optional(),
            lastState: z
              .looseObject({ terminated: z.looseObject({ finishedAt: z.string().nullish() }).nullish() })
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
type Pod = z.infer<typeof podSchema>;

/** Requests that a dying container takes with it, of those that its pod gets. */
const lostInCrash = 0.2;

function podsOf(objects: MeshObjects, workload: WorkloadSpec): readonly Pod[] {
  const names = new Set(workload.pods.map(({ name }) => name));
  return parsedObjects(objects, "/Pod", podSchema, true)
    .filter(({ namespace, name }) => namespace === workload.namespace && names.has(name))
    .map(({ spec }) => spec);
}

/**
 * The first trouble that a workload's proxy has with requests on `cluster`, in the order in which Envoy comes upon
 * them: authorizer, rate limit, the application's port, its protocol, its death.
 */
export function serverTrouble(
  objects: MeshObjects,
  workload: WorkloadSpec,
  at: {
    readonly cluster: XdsCluster;
    readonly servicePort: number;
    readonly speaks: "http" | "grpc" | "tcp";
    readonly requestsPerSecond: number;
    /** The provider of a CUSTOM policy that takes the request. */
    readonly authorizer: string | undefined;
  },
): ServerTrouble | undefined {
  if (workload.dataplane !== "sidecar" || at.speaks === "tcp") return undefined;
  if (at.authorizer !== undefined) return { share: 1, ...authorizerAnswer(objects, at.authorizer) };
  const limited = limitedShare(objects, workload, at.requestsPerSecond);
  if (limited > 0) return { share: limited, code: 429, flag: "RL" };
  const pods = podsOf(objects, workload);
  if (refuses(pods, at.cluster)) return { share: 1, code: 503, flag: "UF" };
  if (speaksOther(objects, at)) return { share: 1, code: 502, flag: "UPE" };
  const dying = pods.filter(isDying).length;
  return dying === 0 ? undefined : { share: (lostInCrash * dying) / pods.length, code: 503, flag: "UC" };
}

/** No container of the pods has the port that the endpoints name. */
function refuses(pods: readonly Pod[], cluster: XdsCluster): boolean {
  const port = cluster.endpoints[0]?.port;
  const declared = pods.flatMap(({ spec }) =>
    (spec?.containers ?? []).flatMap(({ ports }) => (ports ?? []).map(({ containerPort }) => containerPort)),
  );
  return port !== undefined && declared.length > 0 && !declared.includes(port);
}

function isDying({ status }: Pod): boolean {
  return (status?.containerStatuses ?? []).some(
    ({ name, restartCount, lastState }) =>
      name !== "istio-proxy" && (restartCount ?? 0) > 0 && lastState?.terminated?.finishedAt !== undefined,
  );
}

/** The Service declares HTTP/2 for an application that reads HTTP/1, or the other way round. */
function speaksOther(
  objects: MeshObjects,
  at: {
    readonly cluster: XdsCluster;
    readonly servicePort: number;
    readonly speaks: "http" | "grpc" | "tcp";
  },
): boolean {
  const service = serviceRegistry(objects).get(at.cluster.service?.host ?? "");
  const port = service?.ports.find(({ number }) => number === at.servicePort);
  if (port === undefined || port.protocol === "auto") return false;
  const isHttp2 = port.protocol === "grpc" || port.protocol === "http2";
  return at.speaks === "http" ? isHttp2 : port.protocol === "http";
}

const filterSchema = z.looseObject({
  workloadSelector: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).optional(),
  configPatches: z
    .array(z.looseObject({ patch: z.looseObject({ value: z.unknown() }).optional() }))
    .default([]),
});
const bucketSchema = z.looseObject({
  tokens_per_fill: z.number().optional(),
  max_tokens: z.number(),
  fill_interval: z.string(),
});

/** Share of requests beyond the token bucket of a local rate limit; each pod has one of its own. */
function limitedShare(objects: MeshObjects, workload: WorkloadSpec, requestsPerSecond: number): number {
  for (const filter of parsedObjects(objects, "networking.istio.io/EnvoyFilter", filterSchema)) {
    if (filter.namespace !== workload.namespace && filter.namespace !== rootNamespace) continue;
    if (!selectorMatches(filter.spec.workloadSelector?.labels, workload.labels)) continue;
    for (const { patch } of filter.spec.configPatches) {
      const bucket = bucketSchema.safeParse(fieldIn(patch?.value, "token_bucket"));
      if (!bucket.success) continue;
      const { tokens_per_fill: tokens, max_tokens: most, fill_interval: every } = bucket.data;
      const allowed = ((tokens ?? most) / Number.parseFloat(every)) * Math.max(1, workload.pods.length);
      return requestsPerSecond <= allowed ? 0 : 1 - allowed / requestsPerSecond;
    }
  }
  return 0;
}

/** The first value of a field, wherever it is below. */
function fieldIn(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (key === name) return child;
    const found = fieldIn(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const providersSchema = z.looseObject({
  extensionProviders: z.array(z.looseObject({ name: z.string() })).optional(),
});

/**
 * An authorizer that cannot be asked denies as well as one that was told of nobody; without a provider of that name
 * istiod writes a rule that denies everything.
 */
function authorizerAnswer(
  objects: MeshObjects,
  provider: string,
): { readonly code: number; readonly flag: string } {
  const map = (objects["/ConfigMap"] ?? []).find(
    ({ metadata }) => metadata.namespace === rootNamespace && metadata.name === "istio",
  );
  const data = z.record(z.string(), z.string()).safeParse(map?.["data"]);
  const text = data.success ? (data.data["mesh"] ?? "") : "";
  const known = providersSchema.safeParse(text === "" ? {} : parse(text));
  const isDefined =
    known.success && (known.data.extensionProviders ?? []).some(({ name }) => name === provider);
  return { code: 403, flag: isDefined ? "UAEX" : "-" };
}
