import { z } from "zod";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { msFromTime } from "@/lib/delivery/delegated-duration";
import { readLeniently } from "@/lib/delivery/delegated-lenient";
import type { DelegatedMetric, DelegatedMetricValue } from "@/lib/delivery/delegated";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const limit = z.union([z.string(), z.number()]);
const runSpecSchema = z.looseObject({
  metrics: z
    .array(
      z.looseObject({
        name: z.string(),
        interval: z.string().optional(),
        successCondition: z.string().optional(),
        failureCondition: z.string().optional(),
        failureLimit: limit.optional(),
        provider: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});
const runStatusSchema = z.looseObject({
  phase: z.string().optional(),
  message: z.string().optional(),
  metricResults: z
    .array(
      z.looseObject({
        name: z.string(),
        phase: z.string().optional(),
        message: z.string().optional(),
        successful: z.number().optional(),
        failed: z.number().optional(),
        inconclusive: z.number().optional(),
        error: z.number().optional(),
        measurements: z
          .array(
            z.looseObject({
              phase: z.string().optional(),
              value: z.string().optional(),
              message: z.string().optional(),
              startedAt: z.string().optional(),
              finishedAt: z.string().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

/** Most measurements of one metric that are shown. */
const maxValues = 30;

/** The metrics of the AnalysisRuns of these names, which belong to the rollout, and of those of its new revision. */
export function argoMetrics(
  objects: MeshObjects,
  rollout: Manifest,
  names: readonly string[],
  revision: string | undefined,
): readonly DelegatedMetric[] {
  return (objects["argoproj.io/AnalysisRun"] ?? [])
    .filter((run) => belongs(run, rollout) && (names.includes(run.metadata.name) || isOf(run, revision)))
    .toSorted((left, right) => createdAt(left).localeCompare(createdAt(right)))
    .flatMap(metricsOf);
}

const createdAt = ({ metadata }: Manifest) => metadata.creationTimestamp ?? "";

function belongs({ metadata }: Manifest, rollout: Manifest): boolean {
  if (metadata.namespace !== rollout.metadata.namespace) return false;
  return (metadata.ownerReferences ?? []).some(
    ({ kind, name }) => kind === "Rollout" && name === rollout.metadata.name,
  );
}

function isOf({ metadata }: Manifest, revision: string | undefined): boolean {
  return revision !== undefined && metadata.labels?.["rollouts-pod-template-hash"] === revision;
}

function metricsOf(run: Manifest): readonly DelegatedMetric[] {
  const { data: spec } = readLeniently(runSpecSchema, run.spec, "spec");
  const { data: status } = readLeniently(runStatusSchema, run.status, "status");
  return (spec.metrics ?? []).map((metric) => {
    const result = status.metricResults?.find(({ name }) => name === metric.name);
    const failureLimit = Number(metric.failureLimit ?? 0);
    const message = result?.message ?? status.message;
    return {
      run: run.metadata.name,
      name: metric.name,
      ...defined({
        successCondition: metric.successCondition,
        failureCondition: metric.failureCondition,
        failureLimit: Number.isFinite(failureLimit) ? failureLimit : undefined,
        interval: metric.interval,
        query: queryOf(metric.provider),
        phase: result?.phase ?? status.phase,
        successful: result?.successful,
        failed: result?.failed,
        inconclusive: result?.inconclusive,
        errors: result?.error,
        message: message === "" ? undefined : message,
      }),
      values: (result?.measurements ?? []).slice(-maxValues).map(valueFrom),
    };
  });
}

type RawMeasurement = {
  readonly phase?: string | undefined;
  readonly value?: string | undefined;
  readonly message?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
};

/** A measurement's value is the provider's own text: `[0.98]`, `0.98`, or several in brackets. */
function valueFrom({ value = "", phase, startedAt, finishedAt }: RawMeasurement): DelegatedMetricValue {
  const single = /^\[?\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*\]?$/i.exec(value)?.[1];
  return {
    value,
    ...defined({
      number: single === undefined ? undefined : Number(single),
      phase,
      atMs: msFromTime(finishedAt ?? startedAt),
    }),
  };
}

function queryOf(provider: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const prometheus = provider?.["prometheus"];
  return isRecord(prometheus) && typeof prometheus["query"] === "string" ? prometheus["query"] : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends Record<string, unknown>>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
