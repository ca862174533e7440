import { z } from "zod";
import { manifestAsItIs } from "@/lib/config/manifest-schema";

export const changeStates = ["applying", "applied", "failed", "partial", "interrupted", "undone"] as const;
/**
 * `failed` wrote nothing, `partial` wrote some objects, `interrupted` is a console that died in between: what was
 * written is then read from the mesh itself.
 */
export type ChangeState = (typeof changeStates)[number];

const refSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
});

/** One object of a change: what it was, what it was to become, and how far it came. */
export const changeObjectSchema = z.object({
  ref: refSchema,
  action: z.enum(["create", "update", "delete"]),
  result: z.enum(["pending", "writing", "written", "failed", "unknown"]),
  before: manifestAsItIs.optional(),
  after: manifestAsItIs.optional(),
  /** Written was this part alone. */
  subresource: z.literal("status").optional(),
  /** resourceVersion after our write. */
  resourceVersion: z.string().optional(),
  uid: z.string().optional(),
  writtenAtMs: z.number().optional(),
  error: z.string().optional(),
});
export type ChangeObject = z.infer<typeof changeObjectSchema>;

/** A row of the audit trail. */
export type Change = {
  readonly id: string;
  readonly cluster: string;
  readonly service: { readonly namespace: string; readonly name: string };
  /** The request's kind; a kind that this console no longer knows keeps its name. */
  readonly kind: string;
  readonly title: string;
  readonly actor: string;
  readonly actorType: "user" | "controller";
  readonly reason: string;
  readonly planHash: string;
  /** The request as JSON. */
  readonly intent: string;
  readonly state: ChangeState;
  readonly objects: readonly ChangeObject[];
  /** Outcome of the last look at proxies and traffic, as JSON; absent before the first. */
  readonly verify?: string;
  readonly error?: string;
  readonly undoOf?: string;
  readonly undoneBy?: string;
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly finishedAtMs?: number;
};

/** The state that per-object results amount to, once nothing is being written any more. */
export function stateFromObjects(objects: readonly ChangeObject[]): ChangeState {
  if (objects.every(({ result }) => result === "written")) return "applied";
  if (objects.some(({ result }) => result === "unknown" || result === "writing")) return "interrupted";
  return objects.some(({ result }) => result === "written") ? "partial" : "failed";
}
