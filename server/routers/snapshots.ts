import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { keepProxy } from "@/server/operations/proxies/snapshots/keep";
import { readSnapshots, snapshotFilterSchema } from "@/server/operations/proxies/snapshots/list";
import { readSnapshot } from "@/server/operations/proxies/snapshots/read";
import { removeSnapshots } from "@/server/operations/proxies/snapshots/remove";
import { setSnapshotNote } from "@/server/operations/proxies/snapshots/set-note";
import { readWatch, setWatch } from "@/server/operations/proxies/snapshots/watch";
import { proxyInputSchema } from "@/server/operations/proxies/target";
import { keepProcedure, procedure, router } from "@/server/trpc";

const id = z.string().min(1, phrase("name_snapshot").text).max(100);
const note = z.string().max(500, phrase("note_too_long").text);
const watchedSchema = proxyInputSchema.omit({ view: true });

export const snapshotsRouter = router({
  list: procedure.input(snapshotFilterSchema).query(({ ctx, input }) => readSnapshots(ctx, input)),
  read: procedure.input(z.object({ id })).query(({ ctx, input }) => readSnapshot(ctx, input.id)),
  /** Keeps a proxy's configuration as it is now. */
  keep: keepProcedure
    .input(
      proxyInputSchema.extend({
        note: note.default(""),
      }),
    )
    .mutation(({ ctx, input }) => keepProxy(ctx, input)),
  setNote: keepProcedure
    .input(z.object({ id, note }))
    .mutation(({ ctx, input }) => setSnapshotNote(ctx, input)),
  remove: keepProcedure
    .input(z.object({ ids: z.array(id).min(1).max(500) }))
    .mutation(({ ctx, input }) => removeSnapshots(ctx, input.ids)),
  /** Whether every version of a proxy is kept. */
  watch: procedure.input(watchedSchema).query(({ ctx, input }) => readWatch(ctx, input)),
  setWatch: keepProcedure
    .input(watchedSchema.extend({ isWatched: z.boolean() }))
    .mutation(({ ctx, input }) => setWatch(ctx, input)),
});
