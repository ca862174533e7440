import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["proxies"];

export type SectionInput = inferRouterInputs<AppRouter>["proxies"]["section"];
export type ProxySummaryData = Outputs["read"]["data"];
export type SectionData = Outputs["section"]["data"]["content"];
export type SecretRow = Extract<SectionData, { section: "secrets" }>["rows"][number];
export type RawRow = Extract<SectionData, { section: "raw" }>["rows"][number];
export type StatRow = Outputs["stats"]["data"]["stats"][number];
export type ResourceData = Outputs["resource"]["data"];
export type FindInput = inferRouterInputs<AppRouter>["proxies"]["find"];
export type FleetRow = Outputs["find"]["data"]["found"][number];
export type TrustRow = Outputs["trust"]["data"]["found"][number];
export type FleetPage = { silent: Outputs["find"]["data"]["silent"]; warnings: Outputs["find"]["warnings"] };
