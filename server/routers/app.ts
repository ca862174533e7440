import { activityRouter } from "@/server/routers/activity";
import { ambientRouter } from "@/server/routers/ambient";
import { canariesRouter } from "@/server/routers/canaries";
import { causesRouter } from "@/server/routers/causes";
import { changesRouter } from "@/server/routers/changes";
import { configRouter } from "@/server/routers/config";
import { controlplaneRouter } from "@/server/routers/controlplane";
import { delegatedRouter } from "@/server/routers/delivery-delegated";
import { deliveryRouter } from "@/server/routers/delivery";
import { diffRouter } from "@/server/routers/diff";
import { effectiveRouter } from "@/server/routers/effective";
import { explainRouter } from "@/server/routers/explain";
import { endpointsRouter } from "@/server/routers/endpoints";
import { faultsRouter } from "@/server/routers/faults";
import { findingsRouter } from "@/server/routers/findings";
import { graphRouter } from "@/server/routers/graph";
import { impactRouter } from "@/server/routers/impact";
import { overviewRouter } from "@/server/routers/overview";
import { proxiesRouter } from "@/server/routers/proxies";
import { routingRouter } from "@/server/routers/routing";
import { securityRouter } from "@/server/routers/security";
import { servicesRouter } from "@/server/routers/services";
import { settingsRouter } from "@/server/routers/settings";
import { shellRouter } from "@/server/routers/shell";
import { snapshotsRouter } from "@/server/routers/snapshots";
import { tracesRouter } from "@/server/routers/traces";
import { workloadsRouter } from "@/server/routers/workloads";
import { createCallerFactory, router } from "@/server/trpc";

export const appRouter = router({
  activity: activityRouter,
  ambient: ambientRouter,
  canaries: canariesRouter,
  causes: causesRouter,
  changes: changesRouter,
  config: configRouter,
  controlplane: controlplaneRouter,
  delegated: delegatedRouter,
  delivery: deliveryRouter,
  diff: diffRouter,
  effective: effectiveRouter,
  explain: explainRouter,
  endpoints: endpointsRouter,
  faults: faultsRouter,
  findings: findingsRouter,
  graph: graphRouter,
  impact: impactRouter,
  overview: overviewRouter,
  proxies: proxiesRouter,
  routing: routingRouter,
  security: securityRouter,
  services: servicesRouter,
  settings: settingsRouter,
  shell: shellRouter,
  snapshots: snapshotsRouter,
  traces: tracesRouter,
  workloads: workloadsRouter,
});
export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
