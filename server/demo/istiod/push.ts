import type { XdsType } from "@/lib/controlplane/sync";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { randomOf } from "@/server/demo/world/random";
import { filterFailure } from "./broken-filters";
import type { MeshProxy } from "./mesh-proxies";

/** What was written: "group/Kind" and namespace. */
export type ConfigChange = { readonly key: string; readonly namespace: string };

/** One push of the control plane: the objects as it saw them and what had changed since the push before. */
export type ConfigPush = {
  readonly number: number;
  readonly atMs: number;
  /** `2026-11-21T15:07:53Z/15`. */
  readonly version: string;
  readonly objects: MeshObjects;
  /** Empty for the first push, which concerns everybody. */
  readonly changes: readonly ConfigChange[];
};

/** istiod gathers changes for this long before it pushes. */
export const debounceMs = 100;

const quickestAckMs = 200;
const slowestAckMs = 1500;
const laggingAckMs = 30_000;

/** The log with one more change; changes within the debounce time of a push that has not left join it. */
export function appendChange(
  log: readonly ConfigPush[],
  change: ConfigChange,
  objects: MeshObjects,
  nowMs: number,
): readonly ConfigPush[] {
  const last = log.at(-1);
  if (last !== undefined && last.changes.length > 0 && last.atMs >= nowMs) {
    const joined = { ...last, objects, changes: [...last.changes, change] };
    return [...log.slice(0, -1), joined];
  }
  const atMs = nowMs + debounceMs;
  const number = (last?.number ?? 0) + 1;
  return [...log, { number, atMs, version: versionOf(atMs, number), objects, changes: [change] }];
}

/** The push that a mesh begins with. */
export function firstPush(objects: MeshObjects, atMs: number): ConfigPush {
  return { number: 2, atMs, version: versionOf(atMs, 2), objects, changes: [] };
}

function versionOf(atMs: number, number: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z/${number}`;
}

const typesOfKey: Readonly<Record<string, readonly XdsType[]>> = {
  "/Pod": ["eds"],
  "discovery.k8s.io/EndpointSlice": ["eds"],
  "/Service": ["cds", "eds", "lds", "rds"],
  "networking.istio.io/ServiceEntry": ["cds", "eds", "lds", "rds"],
  "networking.istio.io/DestinationRule": ["cds", "eds", "lds", "rds"],
  "networking.istio.io/Sidecar": ["cds", "eds", "lds", "rds"],
  "security.istio.io/PeerAuthentication": ["cds", "eds", "lds"],
  "security.istio.io/AuthorizationPolicy": ["lds"],
  "extensions.istio.io/WasmPlugin": ["lds"],
  "networking.istio.io/Gateway": ["lds", "rds"],
};

const ownNamespaceOnly = new Set([
  "security.istio.io/AuthorizationPolicy",
  "networking.istio.io/EnvoyFilter",
  "extensions.istio.io/WasmPlugin",
  "networking.istio.io/Sidecar",
]);

const envoyTypes: readonly XdsType[] = ["cds", "lds", "eds", "rds"];

/** The types that a push sends to a proxy. A ztunnel hears of pods, services and policies only. */
export function pushedTypes(push: ConfigPush, proxy: MeshProxy): ReadonlySet<XdsType> {
  if (proxy.type === "ztunnel") return ztunnelTypes(push);
  if (push.changes.length === 0) return new Set(envoyTypes);
  const types = new Set<XdsType>();
  for (const change of push.changes) {
    const elsewhere = change.namespace !== proxy.namespace && change.namespace !== rootNamespace;
    if (elsewhere && ownNamespaceOnly.has(change.key)) continue;
    for (const type of typesOfKey[change.key] ?? ["cds", "lds", "rds"]) types.add(type);
  }
  return types;
}

function ztunnelTypes(push: ConfigPush): ReadonlySet<XdsType> {
  if (push.changes.length === 0) return new Set(["wds", "wads"]);
  const types = new Set<XdsType>();
  for (const { key } of push.changes) {
    if (key === "/Pod" || key === "/Service" || key === "networking.istio.io/ServiceEntry") types.add("wds");
    if (key.startsWith("security.istio.io/")) types.add("wads");
  }
  return types;
}

/** One type of one proxy: what it was sent last, what it runs, and its own words when it refused. */
export type TypeState = {
  readonly sent: ConfigPush;
  readonly acked: ConfigPush | undefined;
  readonly ackedAtMs: number | undefined;
  readonly error: string | undefined;
  /** What was wrong with the refused push, for the proxy's own pages. */
  readonly failure: { readonly push: ConfigPush; readonly atMs: number } | undefined;
};
export type ProxyState = Partial<Record<XdsType, TypeState>>;

/** When the proxy answers a push. `lagging` proxies take half a minute. */
export function answeredAtMs(push: ConfigPush, proxy: MeshProxy, timing: PushTiming): number {
  if (push.changes.length > 0 && timing.laggingProxy === proxy.id) return push.atMs + laggingAckMs;
  const part = randomOf(timing.seed, `ack/${proxy.id}/${push.number}`);
  return push.atMs + quickestAckMs + Math.floor(part * (slowestAckMs - quickestAckMs));
}

export type PushTiming = { readonly seed: number; readonly laggingProxy: string | undefined };

/** Where a proxy stands at `nowMs`, from nothing but the log: the same question gives the same answer later. */
export function proxyState(
  log: readonly ConfigPush[],
  proxy: MeshProxy,
  nowMs: number,
  timing: PushTiming,
): ProxyState {
  const state: ProxyState = {};
  for (const push of log) {
    if (push.atMs > nowMs) break;
    const answerMs = answeredAtMs(push, proxy, timing);
    for (const type of pushedTypes(push, proxy)) {
      const before = state[type];
      const sent = {
        sent: push,
        acked: before?.acked,
        ackedAtMs: before?.ackedAtMs,
        error: before?.error,
        failure: before?.failure,
      };
      state[type] = answerMs > nowMs ? sent : answered(sent, push, proxy, type, answerMs);
    }
  }
  return state;
}

function answered(
  before: TypeState,
  push: ConfigPush,
  proxy: MeshProxy,
  type: XdsType,
  atMs: number,
): TypeState {
  const failure = type === "lds" ? filterFailure(push.objects, proxy) : undefined;
  if (failure === undefined)
    return { sent: before.sent, acked: push, ackedAtMs: atMs, error: undefined, failure: undefined };
  return {
    ...before,
    error: `Error adding/updating listener(s) ${failure.listener}: ${failure.details}\n`,
    failure: { push, atMs },
  };
}
