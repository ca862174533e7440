import type { Manifest } from "@/lib/config/manifest";
import { fieldAt, itemsField, textField } from "@/lib/proxies/proto-json";
import { isPodReady } from "./istiod-pods";
import { proxyImage, typeOf, workloadOf } from "./proxy-row";

/** Where a pod with a proxy is in its life; only a running one should be connected. */
export type PodStage = "running" | "starting" | "stopping" | "finished";

export type PodProxy = {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
  readonly type: string;
  readonly stage: PodStage;
  /** Why a starting pod waits, in Kubernetes' word: `ImagePullBackOff`. */
  readonly waiting?: string;
  /** The control plane's revision that injected it; absent when it does not say. */
  readonly revision?: string;
  readonly version?: string;
  readonly labels: Readonly<Record<string, string>>;
};

const known = new WeakMap<Manifest, PodProxy | undefined>();

/** The proxy of a pod; undefined for a pod without one. Kept with the object, which never changes. */
export function podProxy(pod: Manifest): PodProxy | undefined {
  if (!known.has(pod)) known.set(pod, readPodProxy(pod));
  return known.get(pod);
}

/** A pod that has no proxy, as the board lists it. */
export function podWithoutProxy(pod: Manifest): PodProxy {
  const { metadata } = pod;
  return {
    namespace: metadata.namespace ?? "",
    pod: metadata.name,
    workload: workloadOf(pod),
    type: "",
    stage: stageOf(pod),
    labels: metadata.labels ?? {},
  };
}

function readPodProxy(pod: Manifest): PodProxy | undefined {
  const image = proxyImage(pod);
  if (image === undefined) return undefined;
  const { metadata } = pod;
  const revision = revisionOf(pod);
  const waiting = waitingReason(pod);
  const version = /:([^:/@]+)(?:@|$)/.exec(image)?.[1];
  return {
    namespace: metadata.namespace ?? "",
    pod: metadata.name,
    workload: workloadOf(pod),
    type: typeOf(pod),
    stage: stageOf(pod),
    labels: metadata.labels ?? {},
    ...(waiting === undefined ? {} : { waiting }),
    ...(revision === undefined ? {} : { revision }),
    ...(version === undefined ? {} : { version }),
  };
}

function stageOf(pod: Manifest): PodStage {
  const phase = textField(pod.status, "phase");
  if (phase === "Succeeded" || phase === "Failed") return "finished";
  if (typeof pod.metadata.deletionTimestamp === "string") return "stopping";
  if (phase === "Pending" || !isProxyStarted(pod)) return "starting";
  return "running";
}

/** A proxy that is ready has heard from istiod, so one that is not may not have yet. */
function isProxyStarted(pod: Manifest): boolean {
  if (isPodReady(pod) === true) return true;
  const proxy = statusesOf(pod).find((status) => textField(status, "name") === "istio-proxy");
  // Without a word about the container, the pod's phase has to do.
  return proxy === undefined || fieldAt(proxy, "started") === true || fieldAt(proxy, "ready") === true;
}

function statusesOf(pod: Manifest): readonly unknown[] {
  return [...itemsField(pod.status, "containerStatuses"), ...itemsField(pod.status, "initContainerStatuses")];
}

function waitingReason(pod: Manifest): string | undefined {
  for (const status of statusesOf(pod)) {
    const reason = textField(fieldAt(status, "state", "waiting"), "reason");
    if (reason !== undefined && reason !== "") return reason;
  }
  return undefined;
}

/** Source: the annotation that Istio's injector writes, then the label that chose it. */
function revisionOf({ metadata }: Manifest): string | undefined {
  const status = /"revision":"([^"]+)"/.exec(metadata.annotations?.["sidecar.istio.io/status"] ?? "")?.[1];
  return status ?? metadata.labels?.["istio.io/rev"] ?? undefined;
}
