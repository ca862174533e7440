import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["services"];

export type ServiceDetail = Outputs["read"]["data"];
export type ServiceCharts = Outputs["charts"]["data"];
