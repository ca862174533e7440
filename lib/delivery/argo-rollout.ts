import { z } from "zod";

const loose = z.looseObject({});
const named = z.looseObject({ name: z.string().optional() });
const routedVirtualService = z.looseObject({
  name: z.string().optional(),
  routes: z.array(z.string()).optional(),
});

export const argoStepSchema = z.looseObject({
  setWeight: z.number().optional(),
  pause: z.looseObject({ duration: z.union([z.string(), z.number()]).optional() }).optional(),
  setCanaryScale: z
    .looseObject({ weight: z.number().optional(), replicas: z.number().optional() })
    .optional(),
  setHeaderRoute: named.optional(),
  setMirrorRoute: named.optional(),
  analysis: z
    .looseObject({ templates: z.array(z.looseObject({ templateName: z.string().optional() })).optional() })
    .optional(),
  experiment: loose.optional(),
  plugin: named.optional(),
});
export type ArgoStep = z.infer<typeof argoStepSchema>;

const canarySchema = z.looseObject({
  stableService: z.string().optional(),
  canaryService: z.string().optional(),
  pingPong: z
    .looseObject({ pingService: z.string().optional(), pongService: z.string().optional() })
    .optional(),
  steps: z.array(argoStepSchema).optional(),
  trafficRouting: z
    .looseObject({
      istio: z
        .looseObject({
          virtualService: routedVirtualService.optional(),
          virtualServices: z.array(routedVirtualService).optional(),
          destinationRule: z
            .looseObject({
              canarySubsetName: z.string().optional(),
              stableSubsetName: z.string().optional(),
            })
            .optional(),
        })
        .optional(),
      plugins: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});
export type ArgoCanary = z.infer<typeof canarySchema>;

/** The parts of a Rollout's spec that are shown. Source: Argo Rollouts' v1alpha1 API. */
export const argoSpecSchema = z.looseObject({
  paused: z.boolean().optional(),
  workloadRef: z
    .looseObject({
      apiVersion: z.string().optional(),
      kind: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  strategy: z
    .looseObject({
      canary: canarySchema.optional(),
      blueGreen: z
        .looseObject({ activeService: z.string().optional(), previewService: z.string().optional() })
        .optional(),
    })
    .optional(),
});
export type ArgoSpec = z.infer<typeof argoSpecSchema>;

const runStatus = z.looseObject({
  name: z.string().optional(),
  status: z.string().optional(),
  message: z.string().optional(),
});

export const argoStatusSchema = z.looseObject({
  phase: z.string().optional(),
  message: z.string().optional(),
  /** A number in a text, as the API has it. */
  observedGeneration: z.union([z.string(), z.number()]).optional(),
  currentStepIndex: z.number().nullish(),
  currentPodHash: z.string().optional(),
  stableRS: z.string().optional(),
  abort: z.boolean().optional(),
  promoteFull: z.boolean().optional(),
  controllerPause: z.boolean().optional(),
  pauseConditions: z
    .array(z.looseObject({ reason: z.string().default(""), startTime: z.string().optional() }))
    .nullish(),
  canary: z
    .looseObject({
      weights: z
        .looseObject({ canary: z.looseObject({ weight: z.number().optional() }).optional() })
        .nullish(),
      stablePingPong: z.string().optional(),
      currentStepAnalysisRunStatus: runStatus.nullish(),
      currentBackgroundAnalysisRunStatus: runStatus.nullish(),
    })
    .optional(),
  blueGreen: z
    .looseObject({
      prePromotionAnalysisRunStatus: runStatus.nullish(),
      postPromotionAnalysisRunStatus: runStatus.nullish(),
    })
    .optional(),
  conditions: z
    .array(
      z.looseObject({
        type: z.string(),
        status: z.string().default("Unknown"),
        reason: z.string().optional(),
        message: z.string().optional(),
        lastTransitionTime: z.string().optional(),
        lastUpdateTime: z.string().optional(),
      }),
    )
    .optional(),
});
export type ArgoStatus = z.infer<typeof argoStatusSchema>;

/** Whether the controller has not seen the present spec yet: then its status is about an older one. */
export function isArgoStale(status: ArgoStatus, generation: number | undefined): boolean {
  const { observedGeneration } = status;
  if (observedGeneration === undefined || observedGeneration === "" || generation === undefined) return false;
  const observed = Number(observedGeneration);
  return Number.isFinite(observed) && observed < generation;
}

/** Whether a new revision stands beside the stable one. */
export function isArgoUnderWay(status: ArgoStatus): boolean {
  const { currentPodHash = "", stableRS = "" } = status;
  return currentPodHash !== "" && stableRS !== "" && currentPodHash !== stableRS;
}
