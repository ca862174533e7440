import { policiesOf } from "./workload-policies";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { AccessDecision, AuthorizationPolicy } from "@/lib/xds/authorization";
import { connectionSecurity, type ConnectionSecurity } from "@/lib/xds/connection-security";
import { clusterNamed } from "@/lib/xds/clusters";
import { meshConfig } from "@/lib/xds/mesh-config";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import { isHttpPort, type XdsService, type XdsServicePort } from "@/lib/xds/service-registry";
import { accessOutcomes } from "./access-outcomes";
import { accessProbes, type AccessProbe } from "./access-probes";
import {
  hasEnvoy,
  isInMesh,
  meshWorkloads,
  proxyOfWorkload,
  workloadByPod,
  type MeshWorkload,
} from "./mesh-workloads";

type AccessVerdict = "allowed" | "denied" | "asks" | "refused" | "unenforced";

/** Requests that get the same answer for the same reason. */
export type AccessCase = {
  readonly verdict: AccessVerdict;
  readonly reason: AccessDecision["reason"] | "handshake" | "no_proxy";
  readonly policy?: ObjectRef;
  readonly ruleIndex?: number;
  readonly provider?: string;
  /** What else must hold, of the request's parts that only a request has: `header x-team`. */
  readonly only?: string;
  /** "" stands for all that are not mentioned. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly host: string }[];
};

/** Workloads that are alike to the policies: one identity, one way to connect. */
export type AccessCaller = {
  readonly key: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly workloads: readonly string[];
  readonly kind: "workload" | "gateway" | "outside";
  readonly security: ConnectionSecurity;
  readonly verdict: AccessVerdict | "depends";
  readonly cases: readonly AccessCase[];
};

/** The server's side: workloads behind one port of the service that have the same policies. */
export type AccessTarget = {
  readonly key: string;
  readonly servicePort: number;
  readonly port: number;
  readonly workloads: readonly string[];
  readonly isHttp: boolean;
  readonly mode: string;
  readonly modeOrigin?: ObjectRef;
  readonly policies: readonly { readonly ref: ObjectRef; readonly action: string }[];
  /** There were more combinations of methods and paths than could be tried. */
  readonly isCut: boolean;
  readonly callers: readonly AccessCaller[];
};

type Server = { readonly workload: MeshWorkload; readonly port: number };

/** Who can call the service and why: every identity of the mesh, and callers without one, against each target. */
export function accessMatrix(objects: MeshObjects, service: XdsService): readonly AccessTarget[] {
  return service.ports.flatMap((port) => {
    const groups = new Map<string, { servers: Server[]; policies: readonly AuthorizationPolicy[] }>();
    for (const server of serversOf(objects, service, port)) {
      const policies = policiesOf(objects, server.workload);
      const { mode } = serverMode(objects, server);
      const names = policies.map(({ namespace, name }) => `${namespace}/${name}`);
      const key = JSON.stringify([server.port, mode, server.workload.dataplane, names]);
      const group = groups.get(key) ?? { servers: [], policies };
      groups.set(key, group);
      group.servers.push(server);
    }
    return [...groups].map(([key, { servers, policies }]) =>
      targetOf(objects, service, port, { key, servers, policies }),
    );
  });
}

function serversOf(objects: MeshObjects, service: XdsService, port: XdsServicePort): readonly Server[] {
  const found = new Map<string, Server>();
  for (const endpoint of service.endpoints(port)) {
    const workload = workloadByPod(objects, endpoint.namespace ?? "", endpoint.pod ?? "");
    if (workload !== undefined)
      found.set(`${workload.namespace}/${workload.name}:${endpoint.port}`, { workload, port: endpoint.port });
  }
  return [...found.values()];
}

function serverMode(objects: MeshObjects, { workload, port }: Server) {
  const { namespace, labels } = workload;
  return peerAuthenticationMode({ objects, namespace, labels, port });
}

function targetOf(
  objects: MeshObjects,
  service: XdsService,
  port: XdsServicePort,
  group: { key: string; servers: readonly Server[]; policies: readonly AuthorizationPolicy[] },
): AccessTarget {
  const [first] = group.servers;
  if (first === undefined) throw new Error("a group of servers has at least one");
  const { mode, decidedBy } = serverMode(objects, first);
  // ztunnel reads no HTTP: to it every request is a TCP connection.
  const isHttp = isHttpPort(port) && hasEnvoy(first.workload);
  const { probes, isCut } = isHttp
    ? accessProbes(group.policies, service.host)
    : { probes: [tcpProbe], isCut: false };
  const callers = callersOf(objects, service, port).map((caller) =>
    callerView(objects, { service, port, server: first, policies: group.policies, probes, isHttp }, caller),
  );
  return {
    key: `${port.number} ${group.servers.map(({ workload }) => workload.name).join(",")}`,
    servicePort: port.number,
    port: first.port,
    workloads: group.servers.map(({ workload }) => `${workload.namespace}/${workload.name}`),
    isHttp,
    mode,
    ...(decidedBy === undefined
      ? {}
      : { modeOrigin: { apiVersion: securityVersion, kind: "PeerAuthentication", ...decidedBy } }),
    policies: group.policies.map((policy) => ({
      ref: policyRef(policy),
      action: policy.spec.action ?? "ALLOW",
    })),
    isCut,
    callers,
  };
}

const securityVersion = "security.istio.io/v1";
const tcpProbe: AccessProbe = {
  methodLabel: "",
  pathLabel: "",
  hostLabel: "",
  method: "",
  path: "",
  host: "",
};

function policyRef({ namespace, name }: { namespace: string; name: string }): ObjectRef {
  return { apiVersion: securityVersion, kind: "AuthorizationPolicy", namespace, name };
}

type Caller = Pick<AccessCaller, "key" | "namespace" | "serviceAccount" | "workloads" | "kind"> & {
  readonly isInMesh: boolean;
  readonly tlsMode: NonNullable<ReturnType<typeof clusterNamed>>["tlsMode"];
};

function callersOf(objects: MeshObjects, service: XdsService, port: XdsServicePort): readonly Caller[] {
  const groups = new Map<string, { first: MeshWorkload; names: string[]; tlsMode: Caller["tlsMode"] }>();
  for (const workload of meshWorkloads(objects)) {
    if (workload.dataplane === "waypoint") continue;
    const cluster = hasEnvoy(workload)
      ? clusterNamed({
          objects,
          proxy: proxyOfWorkload(workload),
          host: service.host,
          port: port.number,
          subset: "",
        })
      : undefined;
    const tlsMode = cluster?.tlsMode ?? (isInMesh(workload) ? "auto_mutual" : "disable");
    const { namespace, serviceAccount, dataplane } = workload;
    const key = [namespace, serviceAccount, dataplane === "gateway", isInMesh(workload), tlsMode].join("/");
    const group = groups.get(key) ?? { first: workload, names: [], tlsMode };
    groups.set(key, group);
    group.names.push(workload.name);
  }
  const known = [...groups].map(([key, { first, names, tlsMode }]): Caller => ({
    key,
    namespace: first.namespace,
    serviceAccount: first.serviceAccount,
    workloads: names,
    kind: first.dataplane === "gateway" ? "gateway" : "workload",
    isInMesh: isInMesh(first),
    tlsMode,
  }));
  const outside: Caller = {
    key: "outside",
    namespace: "",
    serviceAccount: "",
    workloads: [],
    kind: "outside",
    isInMesh: false,
    tlsMode: "disable",
  };
  return [...known, outside];
}

type View = {
  readonly service: XdsService;
  readonly port: XdsServicePort;
  readonly server: Server;
  readonly policies: readonly AuthorizationPolicy[];
  readonly probes: readonly AccessProbe[];
  readonly isHttp: boolean;
};

function callerView(objects: MeshObjects, view: View, caller: Caller): AccessCaller {
  const { isInMesh: inMesh, tlsMode, ...own } = caller;
  const { server } = view;
  const security = connectionSecurity({
    tlsMode,
    clientInMesh: inMesh,
    serverInMesh: isInMesh(server.workload),
    serverMode: serverMode(objects, server).mode,
  });
  const whole = (verdict: AccessVerdict, reason: AccessCase["reason"]): AccessCaller => ({
    ...own,
    security,
    verdict,
    cases: [{ verdict, reason, requests: [{ method: "", path: "", host: "" }] }],
  });
  if (security.kind === "refused") return whole("refused", "handshake");
  if (!isInMesh(server.workload)) return whole("unenforced", "no_proxy");
  const principal =
    security.kind === "mutual_tls" ? principalOf(objects, own.namespace, own.serviceAccount) : undefined;
  const cases = casesOf(view, principal);
  const verdicts = new Set(cases.map(({ verdict }) => verdict));
  const [only] = verdicts;
  return { ...own, security, verdict: verdicts.size === 1 && only !== undefined ? only : "depends", cases };
}

/** The identity of a service account, without the scheme, as policies name it. */
export function principalOf(objects: MeshObjects, namespace: string, serviceAccount: string): string {
  const domain = meshConfig(objects).trustDomain ?? "cluster.local";
  return `${domain}/ns/${namespace}/sa/${serviceAccount}`;
}

const mostAtoms = 4;

function casesOf(view: View, principal: string | undefined): readonly AccessCase[] {
  const cases = new Map<string, AccessCase & { requests: AccessCase["requests"][number][] }>();
  for (const probe of view.probes) {
    const { method, path, host } = probe;
    const outcomes = accessOutcomes(
      view.policies,
      {
        principal,
        port: view.server.port,
        ...(view.isHttp ? { http: { method, path, host, headers: {} } } : {}),
      },
      { headers: true, token: true, addresses: true },
    );
    for (const { decision, only } of decisionsOf(outcomes)) {
      const found = caseOf(decision, only);
      const key = JSON.stringify(found);
      const entry = cases.get(key) ?? { ...found, requests: [] };
      cases.set(key, entry);
      entry.requests.push({ method: probe.methodLabel, path: probe.pathLabel, host: probe.hostLabel });
    }
  }
  return [...cases.values()];
}

/** The decision without what is unknown, and those that each unknown part can turn it into. */
function decisionsOf(
  outcomes: ReturnType<typeof accessOutcomes>,
): readonly { decision: AccessDecision; only?: string }[] {
  const without = { decision: outcomes.decide(new Set()) };
  const turned = outcomes.atoms.slice(0, mostAtoms).flatMap(({ key, because }) => {
    const decision = outcomes.decide(new Set([key]));
    return decision.outcome === without.decision.outcome ? [] : [{ decision, only: because }];
  });
  return [without, ...turned];
}

function caseOf(decision: AccessDecision, only: string | undefined): Omit<AccessCase, "requests"> {
  const verdict = { allow: "allowed", deny: "denied", ask: "asks" } as const;
  return {
    verdict: verdict[decision.outcome],
    reason: decision.reason,
    ...(decision.policy === undefined ? {} : { policy: policyRef(decision.policy) }),
    ...(decision.ruleIndex === undefined ? {} : { ruleIndex: decision.ruleIndex }),
    ...(decision.provider === undefined ? {} : { provider: decision.provider }),
    ...(only === undefined ? {} : { only }),
  };
}
