import { readDiffChange } from "@/server/operations/proxies/diff/change";
import { exportDiff } from "@/server/operations/proxies/diff/export";
import { readFleet } from "@/server/operations/proxies/diff/fleet";
import {
  diffChangeInputSchema,
  diffExportInputSchema,
  diffInputSchema,
  diffPlacesInputSchema,
  fleetInputSchema,
} from "@/server/operations/proxies/diff/input";
import { readPlaces } from "@/server/operations/proxies/diff/places";
import { readDiff } from "@/server/operations/proxies/diff/read";
import { readDiffResource } from "@/server/operations/proxies/diff/resource";
import { procedure, router } from "@/server/trpc";

export const diffRouter = router({
  read: procedure.input(diffInputSchema).query(({ ctx, input }) => readDiff(ctx, input)),
  change: procedure.input(diffChangeInputSchema).query(({ ctx, input }) => readDiffChange(ctx, input)),
  resource: procedure.input(diffChangeInputSchema).query(({ ctx, input }) => readDiffResource(ctx, input)),
  places: procedure.input(diffPlacesInputSchema).query(({ ctx, input }) => readPlaces(ctx, input)),
  export: procedure.input(diffExportInputSchema).query(({ ctx, input }) => exportDiff(ctx, input)),
  fleet: procedure.input(fleetInputSchema).query(({ ctx, input }) => readFleet(ctx, input)),
});
