import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { locales } from "@/lib/i18n/locales";
import { compareRuns } from "@/server/operations/delivery/compare";
import { listDelivery } from "@/server/operations/delivery/list";
import {
  readNotifications,
  retryNotification,
  testChannel,
} from "@/server/operations/delivery/notify-settings";
import { watchRuns } from "@/server/operations/delivery/watch";
import { procedure, router, writeProcedure } from "@/server/trpc";

const cluster = z.string().max(253).default("");
const runId = z.string().min(1).max(64);

export const deliveryRouter = router({
  list: procedure
    .input(
      z.object({
        cluster,
        namespaces: z.array(z.string().max(63)).default([]),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .query(({ ctx, input }) => listDelivery(ctx, input)),
  compare: procedure
    .input(z.object({ runs: z.tuple([runId, runId], phrase("two_runs").text) }))
    .query(({ ctx, input }) => compareRuns(ctx, input.runs)),
  /** Which runs were saved, as it happens. Each connection begins with all that are under way, so nothing has to be resumed. */
  changes: procedure
    .input(z.object({ cluster }))
    .subscription(({ ctx, input, signal }) => watchRuns(ctx, input.cluster, signal ?? ctx.signal)),
  notifications: router({
    read: procedure
      .input(z.object({ limit: z.int().min(1).max(1000).default(200), locale: z.enum(locales) }))
      .query(({ ctx, input }) => readNotifications(ctx, input)),
    /** A write, so that strangers cannot make the console send messages. */
    test: writeProcedure
      .input(z.object({ cluster, name: z.string().max(80) }))
      .mutation(({ ctx, input }) => testChannel(ctx, input)),
    retry: writeProcedure
      .input(z.object({ id: z.string().max(300) }))
      .mutation(({ ctx, input }) => retryNotification(ctx, input.id)),
  }),
});
