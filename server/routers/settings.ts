import { testSources } from "@/server/operations/settings/sources";
import { procedure, router } from "@/server/trpc";

export const settingsRouter = router({
  sources: procedure.query(({ ctx }) => testSources(ctx)),
});
