import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["diff"];

export type DiffData = Outputs["read"]["data"];
export type DiffSummaryData = NonNullable<DiffData["summary"]>;
export type CauseGroupData = DiffData["groups"][number];
export type PlaceData = Outputs["places"]["data"][number];
export type ChangeData = CauseGroupData["changes"][number];
