import { lazy } from "react";

// Each step is loaded when it is first shown: tables, editors and schemas are not what a page should wait for.
export const LazyServiceStep = lazy(async () => ({
  default: (await import("../service-step")).ServiceStep,
}));
export const LazyReviewStep = lazy(async () => ({ default: (await import("../review-step")).ReviewStep }));
export const LazyChangeOutcome = lazy(async () => ({
  default: (await import("@/components/changes/change-outcome")).ChangeOutcome,
}));
export const LazyWeightsStep = lazy(async () => ({
  default: (await import("../weights-step")).WeightsStep,
}));
