import { z } from "zod";
import type { FieldConflict } from "@/lib/changes/change-set";
import { SourceError } from "@/lib/errors";

const causeSchema = z.looseObject({
  reason: z.string().optional(),
  field: z.string().optional(),
  message: z.string().optional(),
});
const detailsSchema = z.looseObject({ causes: z.array(causeSchema).optional() });

/** The causes that the API server gave with its refusal. */
export function causesOf(error: SourceError): readonly z.infer<typeof causeSchema>[] {
  const parsed = detailsSchema.safeParse(error.details);
  return parsed.success ? (parsed.data.causes ?? []) : [];
}

/** The field-manager conflicts in a 409; none when the 409 is about a stale resourceVersion or it is another error. */
export function fieldConflictsOf(error: unknown): readonly FieldConflict[] {
  if (!(error instanceof SourceError) || error.reason !== "conflict") return [];
  return causesOf(error)
    .filter(({ reason }) => reason === "FieldManagerConflict")
    .map(({ field, message }) => ({
      manager: /conflict with "([^"]+)"/.exec(message ?? "")?.[1] ?? "unknown",
      field: field ?? "",
      message: message ?? error.message,
    }));
}
