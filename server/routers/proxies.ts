import { scopeSchema } from "@/lib/time-range-schema";
import { findInFleet, findInputSchema } from "@/server/operations/proxies/fleet/find";
import { fleetInputSchema } from "@/server/operations/proxies/fleet/fleet-page";
import { readTrust } from "@/server/operations/proxies/fleet/trust";
import { listProxies } from "@/server/operations/proxies/list";
import { readLiveEndpoints } from "@/server/operations/proxies/live-endpoints";
import { readPatches } from "@/server/operations/proxies/patches";
import { readProxy } from "@/server/operations/proxies/read";
import { readResource, resourceInputSchema } from "@/server/operations/proxies/resource";
import { readOutline, readSection, sectionInputSchema } from "@/server/operations/proxies/section";
import { readStats, statsInputSchema } from "@/server/operations/proxies/stats";
import { dumpTargetSchema, proxyInputSchema } from "@/server/operations/proxies/target";
import { procedure, router } from "@/server/trpc";

export const proxiesRouter = router({
  list: procedure.input(scopeSchema).query(({ ctx, input }) => listProxies(ctx, input)),
  find: procedure.input(findInputSchema).query(({ ctx, input }) => findInFleet(ctx, input)),
  trust: procedure.input(fleetInputSchema).query(({ ctx, input }) => readTrust(ctx, input)),
  read: procedure.input(proxyInputSchema).query(({ ctx, input }) => readProxy(ctx, input)),
  outline: procedure.input(dumpTargetSchema).query(({ ctx, input }) => readOutline(ctx, input)),
  section: procedure.input(sectionInputSchema).query(({ ctx, input }) => readSection(ctx, input)),
  liveEndpoints: procedure.input(proxyInputSchema).query(({ ctx, input }) => readLiveEndpoints(ctx, input)),
  resource: procedure.input(resourceInputSchema).query(({ ctx, input }) => readResource(ctx, input)),
  patches: procedure.input(resourceInputSchema).query(({ ctx, input }) => readPatches(ctx, input)),
  stats: procedure.input(statsInputSchema).query(({ ctx, input }) => readStats(ctx, input)),
});
