import { z } from "zod";
import { scopeSchema } from "@/lib/time-range-schema";
import { readBoard } from "@/server/operations/controlplane/board";
import { readBoardProxy } from "@/server/operations/controlplane/board-proxy";
import { readChangeAcks } from "@/server/operations/controlplane/change-acks";
import { listPushProblems } from "@/server/operations/controlplane/push-problems";
import { readControlPlane } from "@/server/operations/controlplane/read";
import { listRejections } from "@/server/operations/controlplane/rejections";
import { listRevisions } from "@/server/operations/controlplane/revisions";
import { watchBoard } from "@/server/operations/controlplane/watch-board";
import { procedure, router } from "@/server/trpc";

const place = scopeSchema.pick({ cluster: true });

export const controlplaneRouter = router({
  read: procedure.input(place).query(({ ctx, input }) => readControlPlane(ctx, input)),
  board: procedure.input(place).query(({ ctx, input }) => readBoard(ctx, input.cluster)),
  proxy: procedure
    .input(place.extend({ namespace: z.string().max(63), pod: z.string().min(1).max(253) }))
    .query(({ ctx, input }) => readBoardProxy(ctx, input)),
  rejections: procedure.input(place).query(({ ctx, input }) => listRejections(ctx, input.cluster)),
  revisions: procedure.input(place).query(({ ctx, input }) => listRevisions(ctx, input.cluster)),
  /** Which proxies have one change of the console's. */
  changeAcks: procedure
    .input(z.object({ changeId: z.string().min(1).max(100) }))
    .query(({ ctx, input }) => readChangeAcks(ctx, input.changeId)),
  pushProblems: procedure.input(place).query(({ ctx, input }) => listPushProblems(ctx, input.cluster)),
  /** The board as it changes. Each connection begins with the whole of it, so nothing has to be resumed. */
  changes: procedure
    .input(place)
    .subscription(({ ctx, input, signal }) => watchBoard(ctx, input.cluster, signal ?? ctx.signal)),
});
