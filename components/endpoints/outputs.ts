import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["endpoints"];

export type EndpointsData = Outputs["read"]["data"];
export type FleetRow = Outputs["fleet"]["data"]["rows"][number];
