import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

export type SecurityRead = inferRouterOutputs<AppRouter>["security"]["read"]["data"];
export type WorkloadPosture = SecurityRead["workloads"][number];
export type NamespacePosture = SecurityRead["namespaces"][number];
