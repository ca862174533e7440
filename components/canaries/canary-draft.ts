import type { CanaryPlan } from "@/lib/canaries/plan";
import type { RouterOutputs } from "@/components/changes/router-outputs";

export type CanaryOptions = RouterOutputs["canaries"]["options"]["data"];
type Version = CanaryOptions["versions"][number];

/** A plan as it is typed: an empty number is NaN, so that the schema says what is missing. */
export type CanaryDraft = CanaryPlan;
export type CanaryStep = CanaryPlan["steps"][number];

/** The version as the API names it; undefined when the API can't send to it. */
export function destinationOf(
  version: Version,
  api: CanaryPlan["api"],
  naming: "subset" | "service",
): CanaryPlan["stable"] | undefined {
  const labels = { ...version.labels };
  if (naming === "subset") return { name: version.subset, labels };
  if (version.backendService === undefined) return undefined;
  return { name: version.backendService, labels, ...(api === "istio" ? { backend: "service" } : {}) };
}

/** How `api` names the versions of the service: as the route that is there does. */
export function namingOf(options: Pick<CanaryOptions, "apis">, api: CanaryPlan["api"]): "subset" | "service" {
  return options.apis.find((row) => row.api === api)?.naming ?? (api === "gateway" ? "service" : "subset");
}

/** The API that the person chose where it fits, else the first that does, else the first. */
export function fittingApi(
  options: Pick<CanaryOptions, "apis">,
  wanted: CanaryPlan["api"] | undefined,
): CanaryPlan["api"] {
  const fitting = options.apis.filter(({ fits }) => fits);
  return (fitting.find(({ api }) => api === wanted) ?? fitting[0])?.api ?? "istio";
}

const none: CanaryPlan["stable"] = { name: "", labels: {} };

/**
 * What the wizard begins with: the version that takes most requests is the stable one; the canary is the one with pods
 * that takes fewest.
 */
export function startDraft(options: CanaryOptions, api = fittingApi(options, undefined)): CanaryDraft {
  const naming = namingOf(options, api);
  const known = options.versions.flatMap((version) => {
    const destination = destinationOf(version, api, naming);
    if (destination === undefined) return [];
    const { weightPercent, requestsPerSecond, readyPods } = version;
    return [{ destination, readyPods, share: weightPercent ?? 0, rate: requestsPerSecond ?? 0 }];
  });
  const busiest = known.toSorted((a, b) => b.share - a.share || b.rate - a.rate || b.readyPods - a.readyPods);
  const stable = busiest[0]?.destination ?? none;
  const rest = busiest.slice(1);
  const canary = (rest.findLast(({ readyPods }) => readyPods > 0) ?? rest.at(-1))?.destination ?? none;
  const port = options.ports.find(({ protocol }) => protocol !== "tcp")?.port;
  return {
    api,
    service: { ...options.service },
    ...(api === "gateway" && port !== undefined ? { port } : {}),
    stable,
    canary,
    matches: [],
    steps: presetSteps("careful"),
    metrics: [{ kind: "success" }],
    judgement: { ...judgementDefaults },
    noDataMs: 600_000,
    safePath: "rollback",
  };
}

/** The schema's own defaults, which the form shows before anything is typed. */
export const judgementDefaults: CanaryPlan["judgement"] = {
  alpha: 0.01,
  beta: 0.05,
  marginRatio: 2,
  minRatio: 1.5,
  minDifferencePercent: 0.1,
  minRequests: 500,
  minIntervals: 5,
};

export const stepPresets = {
  careful: [1, 5, 10, 25, 50, 100],
  quick: [10, 50, 100],
  blue_green: [100],
} as const satisfies Record<string, readonly number[]>;
export type StepPreset = keyof typeof stepPresets;

const presetMinutes: Record<StepPreset, number> = { careful: 10, quick: 5, blue_green: 10 };

/** The steps of a preset, each decided by the metrics. */
export function presetSteps(preset: StepPreset): CanaryStep[] {
  return stepPresets[preset].map((weightPercent) => ({
    weightPercent,
    minMinutes: presetMinutes[preset],
    gate: { kind: "metrics" },
  }));
}

/** Which preset has these weights; undefined for a plan of one's own. */
export function presetOf(steps: readonly CanaryStep[]): StepPreset | undefined {
  const names = Object.keys(stepPresets) as StepPreset[];
  return names.find(
    (name) =>
      stepPresets[name].length === steps.length &&
      stepPresets[name].every((weight, index) => weight === steps[index]?.weightPercent),
  );
}
