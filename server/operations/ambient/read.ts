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
import type { AmbientDump } from "@/lib/ambient/dump";
import { parseAmbientDump } from "@/server/operations/ambient/parse";
import { ambientTargetSchema, readZtunnelBytes } from "@/server/operations/ambient/target";
import type { OperationContext } from "@/server/ports";

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
export async function readAmbientSection(
  ctx: OperationContext,
  input: z.infer<typeof ambientSectionInputSchema>,
): Promise<Sourced<AmbientSectionRead>> {
  const { data, warnings, evidence } = await readZtunnelBytes(ctx, input);
  const dump = await parseAmbientDump(data);
  return {
    data: {
      content: contentOf(dump, input.section),
      fetchedAtMs: data.fetchedAtMs,
      contentHash: data.contentHash,
    },
    warnings,
    evidence,
  };
}

function contentOf(dump: AmbientDump, section: (typeof ambientSections)[number]): AmbientSectionData {
  switch (section) {
    case "workloads":
      return { section, rows: dump.workloads };
    case "services":
      return { section, rows: dump.services };
    case "policies":
      return { section, rows: dump.policies };
    case "certificates":
      return { section, rows: dump.certificates };
    case "connections":
      return { section, rows: dump.connections };
    case "pods":
      return { section, rows: dump.pods };
    case "raw":
      return {
        section,
        rows: dump.entries.map(({ id, group, name, start, end }) => ({
          id,
          group,
          name,
          sizeBytes: end - start,
        })),
      };
  }
}
