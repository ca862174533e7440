import { isSelected, serviceSpec } from "@/lib/config/kubernetes-service";
import { specList } from "@/lib/config/clean-manifest";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import type { FaultIntent } from "@/lib/routing/fault";
import { recordsOf } from "@/lib/routing/json-fields";
import { snapshotFromObjects, virtualServicesOf, type ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { RetryPolicy } from "@/lib/xds/model";
import { defaultRetryPolicy, retryPolicy } from "@/lib/xds/route-policy";
import { virtualServiceSchema } from "@/lib/xds/virtual-service-spec";

/**
 * What a retry one hop upstream makes of a fault: who calls the caller sees p^(n+1) of it, and the caller and the service
 * behind get 1 + p + … + p^n times the requests. Retries of the faulted route itself do not apply: the proxy answers
 * before its router.
 */
export type RetryEffect = {
  /** Service that stands for the caller: its route is the one that repeats. */
  readonly service: { readonly namespace: string; readonly name: string };
  /** Tries after the first one. */
  readonly attempts: number;
  readonly retryOn: string;
  /** Whether the policy repeats the answer that the fault gives, if the caller passes it on as it is. */
  readonly isRetried: boolean;
  /** Istio's own default, which nobody wrote. */
  readonly isDefault: boolean;
  /** Share of requests (0 to 1) that still fail for who calls the caller, at the full strength. */
  readonly seenShare: number;
  /** By how much the requests to the caller, and from it, grow. */
  readonly loadFactor: number;
};

type Abort = FaultIntent["abort"];

/** For each service that stands for the caller, what its callers' retries make of the aborted answers. */
export function retryEffects(
  objects: MeshObjects,
  caller: { readonly namespace: string; readonly workload: string },
  abort: Abort,
): readonly RetryEffect[] {
  return servicesFor(objects, caller).map((service) => {
    const { policy, isDefault } = policyOf(objects, service);
    const attempts = policy?.attempts ?? 0;
    const isRetried = policy !== undefined && abort !== undefined && repeats(policy, abort);
    const share = (abort?.percent ?? 0) / 100;
    return {
      service,
      attempts,
      retryOn: policy?.retryOn ?? "",
      isRetried,
      isDefault,
      seenShare: isRetried ? seenAfter(share, attempts) : share,
      loadFactor: isRetried ? loadAfter(share, attempts) : 1,
    };
  });
}

/** p^(n+1): every one of the tries has to fail. */
export function seenAfter(share: number, attempts: number): number {
  return share ** (attempts + 1);
}

/** 1 + p + … + p^n: each try is made only when all before it failed. */
export function loadAfter(share: number, attempts: number): number {
  return Array.from({ length: attempts + 1 }, (_, index) => share ** index).reduce(
    (sum, one) => sum + one,
    0,
  );
}

function servicesFor(
  objects: MeshObjects,
  { namespace, workload }: { readonly namespace: string; readonly workload: string },
): readonly ServiceName[] {
  const snapshot = snapshotFromObjects(objects);
  const pods = snapshot.pods.filter(
    (pod) => pod.metadata.namespace === namespace && workloadOfPod(pod) === workload,
  );
  const found = snapshot.services.filter(({ metadata }) => metadata.namespace === namespace);
  return found
    .filter((service) => {
      const { selector } = serviceSpec(service);
      return (
        Object.keys(selector).length > 0 &&
        pods.some(({ metadata }) => isSelected(selector, metadata.labels ?? {}))
      );
    })
    .map(({ metadata }) => ({ namespace, name: metadata.name }))
    .toSorted((left, right) => left.name.localeCompare(right.name, "en"));
}

/** The policy of the route that takes what the others leave; it is the one that most requests meet. */
function policyOf(
  objects: MeshObjects,
  service: ServiceName,
): { readonly policy: RetryPolicy | undefined; readonly isDefault: boolean } {
  const [virtualService] = virtualServicesOf(snapshotFromObjects(objects), service);
  const parsed = virtualServiceSchema.safeParse(virtualService?.spec ?? {});
  const rules = parsed.success ? (parsed.data.http ?? []) : [];
  const raw = virtualService === undefined ? [] : specList(virtualService, "http");
  const at = raw.findLastIndex((rule) => recordsOf(rule["match"]).length === 0);
  const spec = rules[at < 0 ? rules.length - 1 : at]?.retries;
  return spec === undefined
    ? { policy: defaultRetryPolicy, isDefault: true }
    : { policy: retryPolicy(spec), isDefault: false };
}

const conditionByGrpc: Readonly<Record<string, string>> = {
  CANCELLED: "cancelled",
  DEADLINE_EXCEEDED: "deadline-exceeded",
  INTERNAL: "internal",
  RESOURCE_EXHAUSTED: "resource-exhausted",
  UNAVAILABLE: "unavailable",
};

/** Whether Envoy sends a request again that was answered so. Source: Envoy's x-envoy-retry-on and x-envoy-retry-grpc-on. */
function repeats(policy: RetryPolicy, { httpStatus, grpcStatus }: NonNullable<Abort>): boolean {
  const conditions = new Set(policy.retryOn.split(","));
  if (grpcStatus !== undefined) {
    const condition = conditionByGrpc[grpcStatus];
    return condition !== undefined && conditions.has(condition);
  }
  const status = httpStatus ?? 0;
  if (status >= 500 && status <= 599 && conditions.has("5xx")) return true;
  if (status >= 502 && status <= 504 && conditions.has("gateway-error")) return true;
  if (status === 409 && conditions.has("retriable-4xx")) return true;
  return conditions.has("retriable-status-codes") && (policy.retriableStatusCodes ?? []).includes(status);
}
