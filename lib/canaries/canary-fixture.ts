import { act } from "@/lib/canaries/act";
import type { CanaryWriteOutcome, PersonAct } from "@/lib/canaries/decision";
import type { CountInterval } from "@/lib/canaries/interval";
import { lookWindow } from "@/lib/canaries/look-window";
import { metricKey } from "@/lib/canaries/metric-key";
import type { CanaryObservation } from "@/lib/canaries/observation";
import { canaryPlanSchema } from "@/lib/canaries/plan";
import { recordWrite } from "@/lib/canaries/record-write";
import { canaryBodySchema, type CanaryRun } from "@/lib/canaries/run";
import { step } from "@/lib/canaries/step";
import type { NewRunEvent } from "@/lib/delivery/run";

export const startMs = Date.UTC(2026, 0, 1);
export const scrapeMs = 15_000;

/** A canary of two steps, as the database would hold it, before anything was written. */
export function newRun(plan: object = {}, body: object = {}): CanaryRun {
  const parsed = canaryPlanSchema.parse({
    api: "istio",
    service: { namespace: "shop", name: "cart" },
    stable: { name: "v1" },
    canary: { name: "v2" },
    steps: [
      { weightPercent: 5, minMinutes: 2 },
      { weightPercent: 50, minMinutes: 2 },
    ],
    metrics: [{ kind: "success" }],
    ...plan,
  });
  return {
    id: "r1",
    kind: "canary",
    cluster: "c1",
    service: parsed.service,
    title: "Canary of shop/cart: v2",
    state: "waiting",
    createdBy: "alex",
    createdAtMs: startMs,
    version: 0,
    body: canaryBodySchema.parse({ plan: parsed, reason: "", force: false, ...body }),
  };
}

/** 4,000 requests a scrape of which one in a hundred fails, and all pods are there. */
const healthy: Omit<CanaryObservation, "counts"> = {
  route: { state: "expected" },
  pods: { state: "known", revision: "a", pods: 1, readyPods: 1 },
  scrapeMs,
};

export type TrialLook = Partial<Omit<CanaryObservation, "counts">> & {
  /** What every metric counts in this look; "unknown" where the store does not answer. */
  readonly counts?: CountInterval | "unknown";
};

/** Counts at a weight, with the canary's failures `worse` times those of the stable version. */
export function countsAt(weightPercent: number, worse = 1, requests = 4000): CountInterval {
  const canaryRequests = (requests * weightPercent) / 100;
  const stableRequests = requests - canaryRequests;
  return {
    canaryRequests,
    stableRequests,
    canaryBad: canaryRequests * 0.01 * worse,
    stableBad: stableRequests * 0.01,
  };
}

/** A run with the world around it, moved by hand. */
export class CanaryTrial {
  run: CanaryRun;
  nowMs = startMs;
  readonly events: NewRunEvent[] = [];

  constructor(run: CanaryRun) {
    this.run = run;
  }

  #take({ run, events }: { readonly run: CanaryRun; readonly events: readonly NewRunEvent[] }): void {
    this.run = run;
    this.events.push(...events);
  }

  /** One look of the controller; a write that is due is left for `write`. */
  look(look: TrialLook = {}): this {
    const window = lookWindow(this.run, this.nowMs, look.scrapeMs ?? scrapeMs);
    const { stage, plan } = this.run.body;
    const weight = stage?.kind === "step" ? (plan.steps[stage.index]?.weightPercent ?? 0) : 50;
    const { counts = countsAt(weight), ...rest } = look;
    this.#take(
      step(
        this.run,
        {
          ...healthy,
          ...rest,
          counts:
            window === undefined
              ? { state: "not_asked" }
              : counts === "unknown"
                ? { state: "unknown", message: "timeout" }
                : {
                    state: "counted",
                    ...window,
                    metrics: this.run.body.plan.metrics.map((metric) => ({
                      key: metricKey(metric),
                      interval: counts,
                    })),
                  },
        },
        this.nowMs,
      ),
    );
    return this;
  }

  write(outcome: Partial<CanaryWriteOutcome> & { readonly state: string } = { state: "written" }): this {
    const full = { touched: [], changeIds: [], code: "", message: "", ...outcome } as CanaryWriteOutcome;
    this.#take(recordWrite(this.run, full, this.nowMs));
    return this;
  }

  /** Looks every scrape for some minutes; writes go through. */
  pass(minutes: number, look: TrialLook = {}): this {
    for (let count = 0; count < minutes * 4; count += 1) {
      this.nowMs += scrapeMs;
      this.look(look);
      if (this.run.body.pending !== undefined) this.write();
    }
    return this;
  }

  person(kind: PersonAct["kind"], reason = "because"): string | undefined {
    const answer = act(this.run, { kind, actor: "sam", reason }, this.nowMs);
    if ("refusal" in answer) return answer.refusal;
    this.#take(answer);
    return undefined;
  }

  /** Where it stands: `state stage pause`. */
  get where(): string {
    const { state, outcome, body } = this.run;
    const stage = body.stage?.kind === "step" ? String(body.stage.index) : (body.stage?.kind ?? "-");
    return [outcome ?? state, stage, ...(body.pause === undefined ? [] : [body.pause.reason])].join(" ");
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind);
  }
}

/** A run in its first step, with nothing counted yet. */
export function begun(plan: object = {}, body: object = {}): CanaryTrial {
  return new CanaryTrial(newRun(plan, body)).look().write();
}
