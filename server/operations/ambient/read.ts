import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import type {
  AmbientConnection,
  AmbientIdentity,
  AmbientPodState,
  AmbientPolicy,
  AmbientService,
  AmbientWorkload,
} from "@/lib/ambient/model";
import type { OperationContext } from "@/server/ports";
import { ambientTargetSchema } from "./target";

export const ambientSections = [
  "workloads",
  "services",
  "policies",
  "certificates",
  "connections",
  "pods",
  "raw",
] as const;
export const ambientSectionInputSchema = ambientTargetSchema.and(
  z.object({ section: z.enum(ambientSections) }),
);

export type AmbientRawRow = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly sizeBytes: number;
};

export type AmbientSectionData =
  | { readonly section: "workloads"; readonly rows: readonly AmbientWorkload[] }
  | { readonly section: "services"; readonly rows: readonly AmbientService[] }
  | { readonly section: "policies"; readonly rows: readonly AmbientPolicy[] }
  | { readonly section: "certificates"; readonly rows: readonly AmbientIdentity[] }
  | { readonly section: "connections"; readonly rows: readonly AmbientConnection[] }
  | { readonly section: "pods"; readonly rows: readonly AmbientPodState[] }
  | { readonly section: "raw"; readonly rows: readonly AmbientRawRow[] };

export type AmbientSectionRead = {
  readonly content: AmbientSectionData;
  readonly fetchedAtMs: number;
  readonly contentHash: string;
};

/** The rows of one part of a ztunnel's state. */
export function readAmbientSection(
  _ctx: OperationContext,
  _input: z.infer<typeof ambientSectionInputSchema>,
): Promise<Sourced<AmbientSectionRead>> {
  return Promise.reject(new Error("not yet"));
}
