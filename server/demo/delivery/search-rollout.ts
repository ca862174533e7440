import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { seededUid, seedObject } from "@/server/demo/kubernetes/seed/seeded-object";

const namespace = "search";
const name = "search";
const revision = "7d9c6b8f5d";
const runName = `${name}-${revision}-4`;
const query =
  'sum(rate(istio_requests_total{reporter="source",destination_service_name="search",destination_version="v2",response_code!~"5.*"}[2m])) / sum(rate(istio_requests_total{reporter="source",destination_service_name="search",destination_version="v2"}[2m]))';
const metric = {
  name: "success-ratio",
  interval: "1m",
  count: 0,
  successCondition: "result[0] >= 0.99",
  failureLimit: 3,
  provider: { prometheus: { address: "http://prometheus.istio-system:9090", query } },
};

const spec = {
  replicas: 3,
  workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "search-v2" },
  strategy: {
    canary: {
      trafficRouting: {
        istio: {
          virtualService: { name, routes: ["primary"] },
          destinationRule: { name, stableSubsetName: "v1", canarySubsetName: "v2" },
        },
      },
      analysis: { templates: [{ templateName: "success-ratio" }], startingStep: 1 },
      steps: [
        { setWeight: 10 },
        { pause: {} },
        { setWeight: 30 },
        { pause: { duration: "20s" } },
        { setWeight: 60 },
        { pause: { duration: "20s" } },
      ],
    },
  },
};

function status(sinceMs: number) {
  const since = timeFromMs(sinceMs);
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: type === "Healthy" ? "False" : "True",
    reason,
    message,
    lastTransitionTime: since,
    lastUpdateTime: since,
  });
  return {
    phase: "Paused",
    message: "CanaryPauseStep",
    observedGeneration: "1",
    replicas: 3,
    updatedReplicas: 1,
    readyReplicas: 3,
    availableReplicas: 3,
    currentPodHash: revision,
    stableRS: "58f6c4d7b9",
    currentStepIndex: 1,
    controllerPause: true,
    pauseConditions: [{ reason: "CanaryPauseStep", startTime: since }],
    canary: {
      weights: {
        canary: { weight: 10, podTemplateHash: revision },
        stable: { weight: 90, podTemplateHash: "58f6c4d7b9" },
      },
      currentBackgroundAnalysisRunStatus: { name: runName, status: "Running" },
    },
    conditions: [
      condition("Available", "AvailableReason", "Rollout has minimum availability"),
      condition("Healthy", "RolloutNotHealthy", "Rollout is not healthy"),
      condition("Paused", "RolloutPaused", "Rollout is paused"),
      condition("Progressing", "RolloutPaused", "Rollout is paused"),
    ],
  };
}

function analysisRun(createdMs: number, sinceMs: number): Manifest {
  const values = ["0.9986", "0.9991", "0.9978", "0.9989", "1", "0.9994"];
  return seedObject({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AnalysisRun",
    namespace,
    name: runName,
    createdMs: sinceMs,
    labels: { "rollout-type": "Background", "rollouts-pod-template-hash": revision },
    manager: "rollouts-controller",
    statusManager: "rollouts-controller",
    owner: {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      name,
      uid: seededUid("Rollout", namespace, name),
    },
    body: { spec: { metrics: [metric] } },
    status: {
      phase: "Running",
      startedAt: timeFromMs(sinceMs),
      metricResults: [
        {
          name: metric.name,
          phase: "Running",
          count: values.length,
          successful: values.length,
          measurements: values.map((value, index) => ({
            phase: "Successful",
            value: `[${value}]`,
            startedAt: timeFromMs(sinceMs + index * 60_000),
            finishedAt: timeFromMs(sinceMs + index * 60_000 + 400),
          })),
        },
      ],
    },
  });
}

/** The search service's new version at its first pause, with the analysis that runs beside it. */
export function searchRollout(createdMs: number, sinceMs: number): readonly Manifest[] {
  const common = { apiVersion: "argoproj.io/v1alpha1", namespace, createdMs } as const;
  return [
    seedObject({
      ...common,
      kind: "AnalysisTemplate",
      name: "success-ratio",
      manager: "kubectl",
      operation: "Apply",
      body: { spec: { metrics: [metric] } },
    }),
    seedObject({
      ...common,
      kind: "Rollout",
      name,
      manager: "kubectl",
      operation: "Apply",
      statusManager: "rollouts-controller",
      body: { spec },
      status: status(sinceMs),
    }),
    analysisRun(createdMs, sinceMs),
  ];
}
