import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["settings"];
export type SourceReport = Outputs["sources"][number];
export type WatchState = Outputs["watches"][number];
