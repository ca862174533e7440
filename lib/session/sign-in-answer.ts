import "@/lib/browser-zod";
import { z } from "zod";

const clusterOutcome = z.object({
  cluster: z.string(),
  outcome: z.enum(["accepted", "refused", "silent"]),
  /** Why a cluster did not answer: a `FaultReason`, and the technical text. */
  reason: z.string().optional(),
  message: z.string().optional(),
});

/** What `POST /api/session` answers, whatever its status: what each cluster said to the token, and a text on failure. */
export const signInAnswerSchema = z.object({
  actor: z.string().optional(),
  clusters: z.array(clusterOutcome),
  message: z.string().optional(),
});

export type SignInAnswer = z.infer<typeof signInAnswerSchema>;
export type ClusterOutcome = z.infer<typeof clusterOutcome>;
