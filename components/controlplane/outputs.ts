import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers/app";

type Outputs = inferRouterOutputs<AppRouter>["controlplane"];

export type ControlPlane = Outputs["read"]["data"];
export type ReplicaRead = ControlPlane["replicas"][number];
export type RejectedConfig = ControlPlane["rejected"][number];
export type BoardAnswer = Outputs["board"];
export type Board = BoardAnswer["data"];
export type BoardMessage = Outputs["changes"] extends AsyncIterable<infer Message> ? Message : never;
export type Rejection = Outputs["rejections"]["data"][number];
export type RefusedPart = Rejection["parts"][number];
export type NackCandidate = RefusedPart["candidates"][number];
export type PushProblem = Outputs["pushProblems"]["data"][number];
export type BoardProxyType = Outputs["proxy"]["data"]["types"][number];
export type RevisionRow = Outputs["revisions"]["data"][number];
