import { parse } from "yaml";
import { z } from "zod";
import type { Party } from "@/lib/causes/evidence";
import type { PolicyEvidence } from "@/lib/causes/policy-evidence";
import { refFromManifest } from "@/lib/config/manifest";
import { accessMatrix } from "@/lib/effective/access-matrix";
import type { MeshWorkload } from "@/lib/effective/mesh-workloads";
import { policiesOf } from "@/lib/effective/workload-policies";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import { serviceRegistry, type XdsService } from "@/lib/xds/service-registry";
import { at, extensionsOf, selects, type Side } from "./extensions";

const kinds = ["security.istio.io/AuthorizationPolicy", "security.istio.io/PeerAuthentication"];

/** What policies and filters of both ends say; undefined while the policies could not be read. */
export function policyEvidence(
  objects: MeshObjects,
  ends: {
    readonly caller?: MeshWorkload | undefined;
    readonly callerParty?: Party | undefined;
    readonly workloads: readonly MeshWorkload[];
    readonly service?: XdsService | undefined;
  },
): PolicyEvidence | undefined {
  if (!kinds.every((key) => objects[key] !== undefined)) return undefined;
  const { caller, service, workloads } = ends;
  const sides: readonly Side[] = [
    ...(caller === undefined ? [] : [{ workload: caller, side: "source" as const }]),
    ...workloads.map((workload) => ({ workload, side: "destination" as const })),
  ];
  return {
    access: service === undefined ? [] : accessOf(objects, service, ends.callerParty),
    authorizers: authorizersOf(objects, workloads),
    authentication: workloads.flatMap((workload) => authenticationOf(objects, workload)),
    rateLimits: rateLimitsOf(objects, sides),
    serverModes: service === undefined ? [] : serverModesOf(objects, workloads, service),
    extensions: extensionsOf(objects, sides),
  };
}

/** What each workload takes on the ports that the service leads to. */
function serverModesOf(
  objects: MeshObjects,
  workloads: readonly MeshWorkload[],
  service: XdsService,
): PolicyEvidence["serverModes"] {
  return workloads
    .filter(({ dataplane }) => dataplane === "sidecar")
    .flatMap(({ namespace, name, labels }) =>
      service.ports.flatMap(({ targetPort }) => {
        if (typeof targetPort !== "number") return [];
        const { mode, decidedBy } = peerAuthenticationMode({ objects, namespace, labels, port: targetPort });
        const origin = decidedBy && {
          apiVersion: "security.istio.io/v1",
          kind: "PeerAuthentication",
          ...decidedBy,
        };
        return [
          {
            workload: `${namespace}/${name}`,
            port: targetPort,
            mode,
            ...(origin === undefined ? {} : { origin }),
          },
        ];
      }),
    );
}

function accessOf(
  objects: MeshObjects,
  service: XdsService,
  caller: Party | undefined,
): PolicyEvidence["access"] {
  return accessMatrix(objects, service).flatMap((target) => {
    const found = target.callers.find((row) =>
      caller === undefined
        ? row.kind === "outside"
        : row.namespace === caller.namespace && row.workloads.includes(caller.name),
    );
    if (found === undefined) return [];
    const deciding = found.cases.flatMap(({ verdict, policy }) =>
      verdict === "denied" && policy !== undefined ? [policy] : [],
    );
    return target.workloads.map((workload) => ({
      workload,
      verdict: found.verdict,
      policies: target.policies,
      deciding,
    }));
  });
}

const providersSchema = z.looseObject({
  extensionProviders: z
    .array(
      z.looseObject({
        name: z.string(),
        envoyExtAuthzHttp: z
          .looseObject({ service: z.string(), port: z.union([z.number(), z.string()]) })
          .optional(),
        envoyExtAuthzGrpc: z
          .looseObject({ service: z.string(), port: z.union([z.number(), z.string()]) })
          .optional(),
      }),
    )
    .optional(),
});
type Provider = { readonly name: string; readonly service?: string; readonly port?: number };

function providersOf(objects: MeshObjects): readonly Provider[] | undefined {
  const list = objects["/ConfigMap"];
  if (list === undefined) return undefined;
  const map = list.find(({ metadata }) => metadata.namespace === rootNamespace && metadata.name === "istio");
  const data = z.record(z.string(), z.string()).safeParse(map?.["data"]);
  try {
    const read = providersSchema.safeParse(parse(data.success ? (data.data["mesh"] ?? "") : "") ?? {});
    return (read.success ? (read.data.extensionProviders ?? []) : []).map((provider) => {
      const authorizer = provider.envoyExtAuthzGrpc ?? provider.envoyExtAuthzHttp;
      return {
        name: provider.name,
        ...(authorizer === undefined ? {} : { service: authorizer.service, port: Number(authorizer.port) }),
      };
    });
  } catch {
    return undefined;
  }
}

function authorizersOf(
  objects: MeshObjects,
  workloads: readonly MeshWorkload[],
): PolicyEvidence["authorizers"] {
  const providers = providersOf(objects);
  const custom = new Map(
    workloads
      .flatMap((workload) => policiesOf(objects, workload))
      .filter(({ spec }) => spec.action === "CUSTOM")
      .map((policy) => [`${policy.namespace}/${policy.name}`, policy]),
  );
  return [...custom.values()].map((policy) => {
    const provider = policy.spec.provider?.name ?? "";
    const known = providers?.find(({ name }) => name === provider);
    const named =
      known?.service === undefined
        ? undefined
        : serviceFromHost(known.service.replace(/^.*\//, ""), rootNamespace);
    const host = known?.service === undefined ? undefined : known.service.replace(/^.*\//, "");
    const registry = serviceRegistry(objects);
    const service =
      host === undefined
        ? undefined
        : (registry.get(host) ?? (named && registry.get(hostFromService(named))));
    const port = service?.ports.find(({ number }) => number === known?.port);
    const isCountable = objects["/Pod"] !== undefined && objects["/Service"] !== undefined;
    const ready =
      port === undefined || service === undefined
        ? host === undefined
          ? undefined
          : 0
        : service.endpoints(port).filter(({ healthy }) => healthy).length;
    return {
      provider,
      policy: {
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        namespace: policy.namespace,
        name: policy.name,
      },
      ...(host === undefined ? {} : { host }),
      ...(ready === undefined || !isCountable ? {} : { readyEndpoints: ready }),
      ...(providers === undefined ? {} : { isDefined: known !== undefined }),
    };
  });
}

function authenticationOf(objects: MeshObjects, workload: MeshWorkload) {
  return (objects["security.istio.io/RequestAuthentication"] ?? [])
    .filter((object) => selects(object, workload, (spec) => at(spec["selector"], "matchLabels")))
    .map(refFromManifest);
}

function rateLimitsOf(objects: MeshObjects, sides: readonly Side[]): PolicyEvidence["rateLimits"] {
  return (objects["networking.istio.io/EnvoyFilter"] ?? []).flatMap((object) => {
    const text = JSON.stringify(object.spec ?? {});
    const kind = /local_?ratelimit|LocalRateLimit/i.test(text)
      ? ("local" as const)
      : /filters\.http\.ratelimit|ratelimit\.v3\.RateLimit"/.test(text)
        ? ("global" as const)
        : undefined;
    if (kind === undefined) return [];
    const side = sides.find(({ workload }) =>
      selects(object, workload, (spec) => at(spec["workloadSelector"], "labels")),
    );
    return side === undefined ? [] : [{ ref: refFromManifest(object), kind, side: side.side }];
  });
}
