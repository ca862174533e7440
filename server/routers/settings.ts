import { testSources } from "@/server/operations/settings/sources";
import { watchStates } from "@/server/operations/settings/watches";
import { procedure, router } from "@/server/trpc";

export const settingsRouter = router({
  sources: procedure.query(({ ctx }) => testSources(ctx)),
  watches: procedure.query(({ ctx }) => watchStates(ctx)),
});
