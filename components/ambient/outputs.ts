import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["ambient"];

export type AmbientSection = inferRouterInputs<AppRouter>["ambient"]["section"]["section"];
export type AmbientContent = Outputs["section"]["data"]["content"];
export type AmbientSummaryData = Outputs["summary"]["data"];
export type AmbientRawRow = Extract<AmbientContent, { section: "raw" }>["rows"][number];
