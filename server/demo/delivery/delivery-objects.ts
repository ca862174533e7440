import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { searchRollout } from "@/server/demo/delivery/search-rollout";
import { seededUid, seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import { serviceObjects } from "@/server/demo/kubernetes/seed/services";
import { hostOf } from "@/server/demo/kubernetes/seed/traffic-objects";
import type { MeshSpec } from "@/server/demo/world/spec";

const namespace = "platform";
const name = "reports";
const canaryUid = seededUid("Canary", namespace, name);

const owner = { apiVersion: "flagger.app/v1beta1", kind: "Canary", name, uid: canaryUid };
const made = {
  namespace,
  manager: "flagger",
  owner,
  annotations: {
    "helm.toolkit.fluxcd.io/driftDetection": "disabled",
    "kustomize.toolkit.fluxcd.io/reconcile": "disabled",
  },
} as const;

function canary(createdMs: number, sinceMs: number): Manifest {
  const sinceText = timeFromMs(sinceMs);
  return seedObject({
    apiVersion: owner.apiVersion,
    kind: "Canary",
    namespace,
    name,
    createdMs,
    manager: "kubectl",
    operation: "Apply",
    statusManager: "flagger",
    body: {
      spec: {
        provider: "istio",
        targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "reports-v1" },
        progressDeadlineSeconds: 600,
        service: { name, port: 8080, targetPort: 8080, portDiscovery: false },
        analysis: {
          interval: "1m",
          threshold: 5,
          maxWeight: 50,
          stepWeight: 10,
          metrics: [
            { name: "request-success-rate", interval: "1m", thresholdRange: { min: 99 } },
            { name: "request-duration", interval: "1m", thresholdRange: { max: 500 } },
          ],
          webhooks: [
            {
              name: "sign-off",
              type: "confirm-promotion",
              url: "http://gate.platform.svc.cluster.local/gate/check",
            },
          ],
        },
      },
    },
    status: {
      phase: "WaitingPromotion",
      failedChecks: 1,
      // Flagger's own habit: the status says 0 while the route keeps its weights.
      canaryWeight: 0,
      iterations: 0,
      lastAppliedSpec: "6f8d9c7b54",
      lastPromotedSpec: "5c4b8f6d97",
      lastTransitionTime: sinceText,
      conditions: [
        {
          type: "Promoted",
          status: "Unknown",
          reason: "WaitingPromotion",
          message: "Waiting for approval.",
          lastTransitionTime: sinceText,
          lastUpdateTime: sinceText,
        },
      ],
    },
  });
}

function route(createdMs: number): Manifest {
  const to = (side: string, weight: number) => ({ destination: { host: `${name}-${side}` }, weight });
  return seedObject({
    ...made,
    apiVersion: "networking.istio.io/v1beta1",
    kind: "VirtualService",
    name,
    createdMs,
    body: {
      spec: {
        gateways: ["mesh"],
        hosts: [hostOf({ namespace, name })],
        http: [{ route: [to("primary", 50), to("canary", 50)] }],
      },
    },
  });
}

/** A rollout that Flagger runs and one that Argo runs, each with what its controller made; none in a mesh without them. */
export function deliveryObjects(spec: MeshSpec, createdMs: number, sinceMs: number): readonly Manifest[] {
  const target = spec.services.find((service) => service.namespace === namespace && service.name === name);
  const searches = spec.services.some((one) => one.namespace === "search" && one.name === "search");
  const rules = ["primary", "canary"].map((side) =>
    seedObject({
      ...made,
      apiVersion: "networking.istio.io/v1beta1",
      kind: "DestinationRule",
      name: `${name}-${side}`,
      createdMs,
      body: { spec: { host: `${name}-${side}` } },
    }),
  );
  return [
    ...(target === undefined
      ? []
      : [
          canary(createdMs, sinceMs),
          ...serviceObjects({
            spec,
            namespace,
            name: `${name}-canary`,
            clusterIp: "10.96.9.9",
            ports: target.ports,
            selector: target.selector,
            pods: target.workloads.flatMap(({ pods }) => pods),
            createdMs,
          }),
          route(createdMs),
          ...rules,
        ]),
    ...(searches ? searchRollout(createdMs, sinceMs) : []),
  ];
}
