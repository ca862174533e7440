import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

export type ControlPlane = inferRouterOutputs<AppRouter>["controlplane"]["read"]["data"];
export type ReplicaRead = ControlPlane["replicas"][number];
export type RejectedConfig = ControlPlane["rejected"][number];
