import { graphInputSchema, readGraph } from "@/server/operations/graph/read";
import { graphSeriesInputSchema, readGraphSeries } from "@/server/operations/graph/series";
import { procedure, router } from "@/server/trpc";

export const graphRouter = router({
  read: procedure.input(graphInputSchema).query(({ ctx, input }) => readGraph(ctx, input)),
  series: procedure.input(graphSeriesInputSchema).query(({ ctx, input }) => readGraphSeries(ctx, input)),
});
