import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["effective"];

export type EffectiveService = Outputs["service"]["data"];
export type EffectiveHost = EffectiveService["hosts"][number];
export type EffectiveRoute = EffectiveHost["routes"][number];
export type InapplicableObject = EffectiveService["inapplicable"][number];
export type DestinationPolicy = EffectiveService["policies"][number];
export type CallerChoice = EffectiveService["callers"][number];
export type AccessTarget = Outputs["access"]["data"]["targets"][number];
export type AccessRow = AccessTarget["callers"][number];
export type AccessCase = AccessRow["cases"][number];
export type TryResult = Outputs["tryRequest"]["data"];
