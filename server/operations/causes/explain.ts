import type { PageLink, RankedCause } from "@/lib/causes/cause";
import { explainRequest } from "@/lib/causes/point-to";
import { originOfSymptom, rankCauses } from "@/lib/causes/rank";
import type { Symptom } from "@/lib/causes/symptom";
import type { Sourced } from "@/lib/evidence";
import { spanFromRange, type Scope } from "@/lib/time-range";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { symptomFromInput, type Edge, type SymptomInput } from "./edge";
import { gatherEvidence } from "./gather";

export type CauseAnswer = {
  readonly symptom: Symptom;
  /** The same where it arose; differs when the destination's own proxy made the answer. */
  readonly origin: Symptom;
  readonly caller?: { readonly namespace: string; readonly name: string; readonly pod?: string };
  readonly destination: {
    readonly text: string;
    readonly host?: string;
    readonly workloads: readonly string[];
  };
  /** Where a request of the edge is explained step by step; absent where no proxy of the caller is known. */
  readonly explained?: PageLink;
  /** Best first; empty when nothing speaks for any cause that is known. */
  readonly causes: readonly RankedCause[];
  /** Parts of the evidence that could not be learnt. */
  readonly unknown: readonly string[];
};

/** Why requests of the edge end like this: causes in order, each with what speaks for and against it. */
export async function explainCause(
  ctx: OperationContext,
  input: { readonly scope: Scope; readonly edge: Edge; readonly symptom: SymptomInput },
): Promise<Sourced<CauseAnswer>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.scope.cluster);
  const span = spanFromRange(input.scope.range, ctx.nowMs());
  const evidence = await gatherEvidence(ctx, gathering, sources, input.edge, span);
  const symptom = symptomFromInput(input.symptom);
  const { caller, destination } = evidence;
  const explained = explainRequest(evidence)?.link;
  return gathering.answer({
    symptom,
    origin: originOfSymptom(symptom, evidence),
    ...(caller === undefined
      ? {}
      : {
          caller: {
            namespace: caller.namespace,
            name: caller.name,
            ...(caller.pods[0] === undefined ? {} : { pod: caller.pods[0] }),
          },
        }),
    destination: {
      text: destination.text,
      ...(destination.host === undefined ? {} : { host: destination.host }),
      workloads: destination.workloads.map(({ namespace, name }) => `${namespace}/${name}`),
    },
    ...(explained === undefined ? {} : { explained }),
    causes: rankCauses(symptom, evidence),
    unknown: unknownParts(evidence),
  });
}

const parts = [
  "service",
  "routing",
  "clusters",
  "workloads",
  "policies",
  "networkPolicies",
  "traffic",
  "live",
  "callerProxy",
  "destinationProxy",
  "events",
  "changes",
] as const;

function unknownParts(
  evidence: Readonly<Partial<Record<(typeof parts)[number], unknown>>>,
): readonly string[] {
  return parts.filter((part) => evidence[part] === undefined);
}
