import { freezeFor } from "@/lib/changes/change-policy";
import type { ChangeSet } from "@/lib/changes/change-set";
import type { ConsoleError } from "@/lib/errors";
import type { ConditionNow } from "@/lib/faults/condition";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { PreflightCheck } from "@/lib/faults/preflight";
import { faultModule } from "@/lib/routing/fault-module";
import { engagedSwitch } from "@/server/database/kill-switch";
import {
  activeRuns,
  exclusionsOf,
  faultObstacle,
  reachedCallers,
  type ServiceFacts,
} from "@/server/operations/faults/facts";
import type { ErrorBudget } from "@/server/operations/faults/options";
import { faultPolicyOf } from "@/server/operations/faults/policy";
import type { ClusterSources, OperationContext } from "@/server/ports";

type Check = PreflightCheck;
type Words = Pick<Check, "message"> & { readonly data?: Check["data"]; readonly isBlocking?: boolean };

const pass = (code: Check["code"], message: string, data: Check["data"] = {}): Check => ({
  code,
  state: "pass",
  isBlocking: false,
  message,
  data,
});
const fail = (code: Check["code"], { message, data = {}, isBlocking = true }: Words): Check => ({
  code,
  state: "fail",
  isBlocking,
  message,
  data,
});
const unknown = (code: Check["code"], message: string): Check => ({
  code,
  state: "unknown",
  isBlocking: false,
  message,
  data: {},
});

/** What the installation and the state of the mesh say to the plan, whatever is measured. */
export async function checkRules(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: ExperimentPlan,
  facts: ServiceFacts,
  runId?: string,
): Promise<readonly Check[]> {
  const [switched, runs] = await Promise.all([
    engagedSwitch(ctx.databaseUrl, sources.name),
    activeRuns(ctx, sources.name, runId),
  ]);
  const { service } = plan.fault;
  const obstacle =
    plan.fault.api === "istio" ? faultObstacle(sources, facts.objects, service) : "gateway_api";
  return [
    obstacle === undefined
      ? pass("api", "A VirtualService can hold the fault")
      : fail("api", { message: `No fault can be written here: ${obstacle}`, data: { obstacle } }),
    checkExclusions(ctx, plan, facts),
    checkDuration(ctx, plan),
    switched === undefined
      ? pass("kill_switch", "The kill switch is not engaged")
      : fail("kill_switch", {
          message: `The kill switch is engaged by ${switched.engagedBy}: ${switched.reason}`,
          data: { reason: switched.reason, engagedBy: switched.engagedBy, engagedAtMs: switched.engagedAtMs },
        }),
    checkFreeze(ctx, sources.name, plan),
    checkRuns(runs, plan),
    ...(runId === undefined ? [checkFaults(facts, plan)] : []),
  ];
}

function checkExclusions(ctx: OperationContext, plan: ExperimentPlan, facts: ServiceFacts): Check {
  const callers = reachedCallers(facts, plan.fault) ?? [];
  const [hit] = exclusionsOf(ctx, plan.fault.service, callers);
  if (hit === undefined) return pass("exclusion", "Nothing of it is excluded from experiments");
  const who = `${hit.namespace}/${hit.name}`;
  const what = hit.of === "service" ? `${who} is excluded from experiments` : `Its caller ${who} is excluded`;
  return fail("exclusion", {
    message: `${what} by the pattern ${hit.pattern} (faults.exclude)`,
    data: { ...hit },
  });
}

function checkDuration(ctx: OperationContext, { durationMs }: ExperimentPlan): Check {
  const { maxMinutes } = faultPolicyOf(ctx);
  if (durationMs <= maxMinutes * 60_000) return pass("duration", "It ends by itself", { durationMs });
  const message = `An experiment takes at most ${maxMinutes} minutes here (faults.maxMinutes)`;
  return fail("duration", { message, data: { durationMs, maxMinutes } });
}

function checkFreeze(ctx: OperationContext, cluster: string, { fault }: ExperimentPlan): Check {
  const scope = { cluster, namespaces: [fault.service.namespace] };
  const held = ctx.changePolicy === undefined ? undefined : freezeFor(ctx.changePolicy, scope, ctx.nowMs());
  if (held === undefined) return pass("freeze", "No freeze holds");
  return fail("freeze", {
    message: `Changes are frozen: ${held.window.name}`,
    data: { name: held.window.name, ...(Number.isFinite(held.endMs) ? { endMs: held.endMs } : {}) },
    isBlocking: !held.window.allowOverride,
  });
}

function checkRuns(runs: Awaited<ReturnType<typeof activeRuns>>, { fault }: ExperimentPlan): Check {
  const { namespace, name } = fault.service;
  const own = runs.find(({ service }) => service.namespace === namespace && service.name === name);
  const data = (run: (typeof runs)[number]) => ({ runId: run.id, kind: run.kind, title: run.title });
  if (own !== undefined) {
    return fail("active_run", { message: `${own.title} holds the service (run ${own.id})`, data: data(own) });
  }
  const other = runs.find(({ kind }) => kind === "fault");
  if (other === undefined) return pass("active_run", "No other run holds the service");
  const message = `Another experiment is under way: ${other.title}. Their effects cannot be told apart`;
  return fail("active_run", { message, data: data(other), isBlocking: false });
}

function checkFaults({ objects }: ServiceFacts, { fault }: ExperimentPlan): Check {
  const labels = faultModule.instances(objects, fault.service).map(({ label }) => label);
  if (labels.length === 0) return pass("other_fault", "No other fault stands on the service");
  const message = `Faults stand on the service already: ${labels.join(", ")}`;
  return fail("other_fault", { message, data: { labels }, isBlocking: false });
}

export type Measured = {
  readonly conditions: readonly ConditionNow[];
  readonly budget: ErrorBudget | undefined;
};

/** What the metrics say to the plan. */
export function checkMeasured(
  ctx: OperationContext,
  plan: ExperimentPlan,
  facts: ServiceFacts,
  { conditions, budget }: Measured,
): readonly Check[] {
  return [
    checkCallers(reachedCallers(facts, plan.fault)),
    checkConditions(conditions),
    checkBudget(plan, faultPolicyOf(ctx).requireBudget, budget),
  ];
}

function checkCallers(callers: ReturnType<typeof reachedCallers>): Check {
  if (callers === undefined) return unknown("callers", "Nobody knows who calls the service now");
  const requestsPerSecond = callers.reduce((sum, one) => sum + one.requestsPerSecond, 0);
  if (requestsPerSecond > 0) {
    return pass("callers", `${callers.length} callers would meet it`, {
      callers: callers.length,
      requestsPerSecond,
    });
  }
  return fail("callers", { message: "No requests would meet the fault", isBlocking: false });
}

function checkConditions(conditions: readonly ConditionNow[]): Check {
  const broken = conditions.filter(({ holds }) => holds === false).map(({ key }) => key);
  if (broken.length > 0) {
    // It waits for them: not holding now is no reason to refuse.
    return fail("steady_state", {
      message: "The service is not in its steady state: the experiment waits for it",
      data: { keys: broken },
      isBlocking: false,
    });
  }
  return conditions.some(({ holds }) => holds === undefined)
    ? unknown("steady_state", "Not every condition can be measured now")
    : pass("steady_state", "Every condition holds now");
}

function checkBudget(plan: ExperimentPlan, isRequired: boolean, budget: ErrorBudget | undefined): Check {
  const { minBudgetPercent } = plan;
  if (minBudgetPercent === undefined) {
    const message = "Experiments need an error budget here (faults.requireBudget): give minBudgetPercent";
    return isRequired ? fail("budget", { message }) : pass("budget", "No error budget is asked for");
  }
  if (budget === undefined) {
    const message = "The error budget cannot be measured";
    return isRequired ? fail("budget", { message }) : unknown("budget", message);
  }
  const left = budget.leftPercent;
  const message = `${left.toFixed(1)}% of the error budget is left, ${minBudgetPercent}% is asked for`;
  const data = { leftPercent: left, minBudgetPercent };
  return left >= minBudgetPercent
    ? pass("budget", message, data)
    : fail("budget", { message, data, isBlocking: isRequired });
}

/** What the change engine says to the first strength. */
export function checkChange(change: ChangeSet | ConsoleError): Check {
  if (change instanceof Error) {
    return fail("change", { message: change.message, data: { ...change.details } });
  }
  const [blocker] = change.blockers.toSorted((left, right) => rank(left.severity) - rank(right.severity));
  if (blocker === undefined) return pass("change", "The API server would take it");
  const { code, message, severity } = blocker;
  return fail("change", { message, data: { blocker: code }, isBlocking: severity === "stop" });
}

const rank = (severity: "stop" | "force"): number => (severity === "stop" ? 0 : 1);

/** Nobody's yes is missing before the wizard's end, so it is said, not refused. */
export function checkApproval(isNeeded: boolean): Check {
  return isNeeded
    ? unknown("approval", "A second person has to approve it before it begins")
    : pass("approval", "Nobody has to approve it");
}
