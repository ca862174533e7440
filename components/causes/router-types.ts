import type { inferRouterInputs } from "@trpc/server";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import type { AppRouter } from "@/server/routers/app";

/** What each procedure takes. */
export type RouterInputs = inferRouterInputs<AppRouter>;

export type CauseAnswer = RouterOutputs["causes"]["explain"]["data"];
export type Cause = CauseAnswer["causes"][number];
export type ObservedSymptom = RouterOutputs["causes"]["observed"]["data"]["symptoms"][number];
