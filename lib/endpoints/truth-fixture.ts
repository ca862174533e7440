import { compareEndpoints } from "./compare";
import type {
  EndpointTruth,
  EnvoyEndpoint,
  EnvoyTruth,
  ShardEndpoint,
  SliceEndpoint,
  Told,
  TruthClient,
  TruthInput,
  TruthService,
} from "./model";

export const service: TruthService = {
  host: "cart.shop.svc.cluster.local",
  namespace: "shop",
  name: "cart",
  kind: "service",
  isHeadless: false,
  hasSelector: true,
  publishesNotReady: false,
  ports: [{ name: "http", port: 80, targetPort: "8080" }],
};

export const known = <T>(data: T): Told<T> => ({ state: "known", data });
export const silent: Told<never> = { state: "unknown", source: "istiod", reason: "forbidden", message: "no" };

export const slice = (address: string, parts: Partial<SliceEndpoint> = {}): SliceEndpoint => ({
  address,
  port: 8080,
  portName: "http",
  isReady: true,
  slice: "cart-1",
  ...parts,
});
export const shard = (address: string, parts: Partial<ShardEndpoint> = {}): ShardEndpoint => ({
  address,
  port: 8080,
  portName: "http",
  health: "healthy",
  shard: "Kubernetes/c1",
  cluster: "c1",
  network: "",
  locality: "",
  tlsMode: "istio",
  labels: { version: "v1" },
  serviceAccount: "",
  workload: "",
  namespace: "shop",
  sendsUnhealthy: true,
  replicas: ["istiod-1"],
  ...parts,
});
export const held = (address: string, parts: Partial<EnvoyEndpoint> = {}): EnvoyEndpoint => ({
  cluster: `outbound|80|${parts.subset ?? ""}|${service.host}`,
  address,
  port: 8080,
  servicePort: 80,
  subset: "",
  configuredHealth: "HEALTHY",
  tlsMode: "istio",
  locality: "",
  priority: 0,
  isTunnelled: false,
  ...parts,
});
export const envoyOf = (
  endpoints: readonly EnvoyEndpoint[],
  parts: Partial<EnvoyTruth> = {},
): Told<EnvoyTruth> =>
  known({
    endpoints,
    clusters: [...new Set(["", ...endpoints.map(({ subset }) => subset)])].map((subset) => ({
      name: `outbound|80|${subset}|${service.host}`,
      servicePort: 80,
      subset,
      type: "EDS",
    })),
    hasLive: true,
    ...parts,
  });
export const client = (envoy: Told<EnvoyTruth>, parts: Partial<TruthClient> = {}): TruthClient => ({
  namespace: "shop",
  pod: "web-1",
  network: "",
  sync: "synced",
  subsets: [],
  envoy,
  ...parts,
});

export type TruthParts = {
  slices?: readonly SliceEndpoint[];
  shards?: readonly ShardEndpoint[];
  clients?: readonly TruthClient[];
  input?: Partial<TruthInput>;
};
/** `compareEndpoints` with everything known unless `input` says otherwise. */
export function compare({ slices = [], shards = [], clients = [], input = {} }: TruthParts): EndpointTruth {
  return compareEndpoints({
    service,
    kubernetes: known(slices),
    istiod: known({ endpoints: shards, replicas: ["istiod-1"], isUnheardOf: false }),
    clients,
    ...input,
  });
}
