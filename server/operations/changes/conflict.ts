import { z } from "zod";
import type { FieldConflict } from "@/lib/changes/change-set";
import { ourFieldManager } from "@/lib/config/owners";
import { SourceError } from "@/lib/errors";

const causesSchema = z.looseObject({
  causes: z.array(z.looseObject({ field: z.string().optional(), message: z.string().optional() })),
});
const conflictSchema = z.looseObject({
  conflict: z.looseObject({
    kind: z.literal("field_manager"),
    conflicts: z.array(z.looseObject({ manager: z.string(), field: z.string() })),
  }),
});

/** The causes that the API server gave with its refusal. */
export function causesOf(error: SourceError): readonly { field: string; message: string }[] {
  const parsed = causesSchema.safeParse(error.details);
  if (!parsed.success) return [];
  return parsed.data.causes.map(({ field, message }) => ({ field: field ?? "", message: message ?? "" }));
}

/**
 * The field-manager conflicts in a 409. Our own updates count as another manager to an apply of ours, so they are left
 * out; none when the 409 is about a stale resourceVersion or it is another error.
 */
export function fieldConflictsOf(error: unknown): readonly FieldConflict[] {
  if (!(error instanceof SourceError) || error.reason !== "conflict") return [];
  const parsed = conflictSchema.safeParse(error.details);
  if (!parsed.success) return [];
  return parsed.data.conflict.conflicts
    .filter(({ manager }) => manager !== ourFieldManager)
    .map(({ manager, field }) => ({ manager, field, message: `conflict with "${manager}": ${field}` }));
}

/** The API server's words, without the request that the source puts in front of them. */
export function apiWords(error: SourceError): string {
  return error.message.replace(/^[A-Z]+ \/\S+: /, "");
}
