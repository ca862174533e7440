import { phrase } from "@/lib/phrase";
import { z } from "zod";
import { ConsoleError } from "@/lib/errors";
import { readShell } from "@/server/operations/shell/read";
import { searchMesh } from "@/server/operations/shell/search";
import { procedure, router } from "@/server/trpc";

export const shellRouter = router({
  read: procedure
    .input(z.object({ cluster: z.string().default("") }))
    .query(({ ctx, input }) => readShell(ctx, input)),
  search: procedure
    .input(
      z.object({
        cluster: z.string().default(""),
        text: z.string().max(200),
        limit: z.int().min(1).max(50).default(12),
      }),
    )
    .query(({ ctx, input }) => searchMesh(ctx, input)),
  setScenario: procedure.input(z.object({ scenario: z.string() })).mutation(({ ctx, input }) => {
    if (ctx.demo === undefined) throw new ConsoleError("precondition_failed", phrase("scenarios_in_demo"));
    if (!ctx.demo.scenarios().includes(input.scenario)) {
      throw new ConsoleError(
        "invalid_input",
        phrase("no_scenario", { name: input.scenario, names: ctx.demo.scenarios().join(", ") }),
      );
    }
    ctx.demo.set(input.scenario);
    return { current: ctx.demo.current() };
  }),
});
