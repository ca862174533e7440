import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["snapshots"];
export type SnapshotListData = Outputs["list"]["data"];
export type Snapshot = Outputs["read"]["data"];
export type WatchData = SnapshotListData["watches"][number];
