import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

/** What each procedure answers, as the screens see it. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;
