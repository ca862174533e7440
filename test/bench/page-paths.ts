import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { MeshSpec } from "@/server/demo/world/spec";

export type BenchPage = {
  /** Its folder in app/(console). */
  readonly route: string;
  readonly path: string;
};

/**
 * Every page of the console on the demo mesh. Pages of a run, a change or a snapshot that is not there load the same
 * scripts as those of one that is.
 */
export function benchPages(spec: MeshSpec): readonly BenchPage[] {
  const workload = spec.workloads.find(({ dataplane }) => dataplane === "sidecar");
  const service = spec.services.find(({ workloads }) => workloads.some((each) => each === workload));
  const pod = workload?.pods[0]?.name;
  if (workload === undefined || service === undefined || pod === undefined)
    throw new Error("the demo has no workload with a sidecar and a service");
  const { namespace } = workload;
  const named = `${service.namespace}/${service.name}`;
  const target = `?service=${named}`;
  const pages: Readonly<Record<string, readonly string[]>> = {
    overview: ["/overview"],
    graph: ["/graph"],
    services: ["/services"],
    "services/[namespace]/[name]": [`/services/${named}`, `/services/${named}?tab=endpoints`],
    "workloads/[namespace]/[name]": [`/workloads/${namespace}/${workload.name}`],
    traces: ["/traces"],
    "traces/[traceId]": ["/traces/00000000000000000000000000000001"],
    proxies: ["/proxies"],
    "proxies/[namespace]/[pod]": [`/proxies/${namespace}/${pod}`],
    "proxies/explain": [`/proxies/explain?target=${namespace}/${pod}`],
    "proxies/diff": ["/proxies/diff"],
    "proxies/fleet": ["/proxies/fleet"],
    "proxies/snapshots": ["/proxies/snapshots"],
    "proxies/snapshots/[id]": ["/proxies/snapshots/none"],
    why: ["/why"],
    config: ["/config"],
    "config/new": ["/config/new"],
    "config/[kind]/[namespace]/[name]": [`/config/VirtualService/${named}`],
    findings: ["/findings"],
    security: ["/security"],
    "security/[intent]": [`/security/mtls${target}`, `/security/access${target}`],
    routing: ["/routing"],
    "routing/split": [`/routing/split${target}`],
    "routing/[intent]": [`/routing/mirror${target}`],
    delivery: ["/delivery"],
    "delivery/canary/new": [`/delivery/canary/new${target}`],
    "delivery/canary/[runId]": ["/delivery/canary/none"],
    "delivery/experiment": ["/delivery/experiment"],
    "delivery/experiment/new": [`/delivery/experiment/new${target}`],
    "delivery/experiment/[runId]": ["/delivery/experiment/none"],
    "delivery/compare": ["/delivery/compare"],
    "delivery/rollout/[namespace]/[name]": [`/delivery/rollout/${named}`],
    "delivery/flagger/[namespace]/[name]": [`/delivery/flagger/${named}`],
    controlplane: ["/controlplane"],
    "controlplane/sync": ["/controlplane/sync"],
    activity: ["/activity"],
    "activity/[changeId]": ["/activity/none"],
    "settings/sources": ["/settings/sources"],
    "settings/notifications": ["/settings/notifications"],
  };
  return Object.entries(pages).flatMap(([route, paths]) => paths.map((path) => ({ route, path })));
}

/** The folders of app/(console) that hold a page. */
export function pageRoutes(root: string): readonly string[] {
  const folder = join(root, "app/(console)");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("page.tsx"))
    .map((file) => relative(folder, dirname(join(folder, file))));
}
