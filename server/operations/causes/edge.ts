import { z } from "zod";
import { flagsFromText, type Symptom } from "@/lib/causes/symptom";

/** Who called whom. Texts are `namespace/workload`, `namespace/service` or a host; `proxy` is `namespace/pod` of the caller. */
export const edgeSchema = z
  .object({
    source: z.string().max(520).default(""),
    destination: z.string().max(520).default(""),
    proxy: z.string().max(520).default(""),
  })
  .refine((edge) => edge.source !== "" || edge.destination !== "" || edge.proxy !== "", {
    message: "name the caller, its proxy, or the destination",
    path: ["destination"],
  });
export type Edge = z.infer<typeof edgeSchema>;

export const symptomInputSchema = z.object({
  /** HTTP status; 0 for none. */
  code: z.int().min(0).max(599),
  flag: z
    .string()
    .max(100)
    .regex(
      /^[A-Za-z0-9_,-]*$/,
      "a response flag is capital letters, several are joined by commas, `-` is none",
    )
    .default("-"),
  details: z.string().max(500).default(""),
  grpcStatus: z.int().min(0).max(16).optional(),
  protocol: z.enum(["http", "grpc", "tcp", "unknown"]).default("unknown"),
  reporter: z.enum(["source", "destination", "unknown"]).default("unknown"),
});
export type SymptomInput = z.infer<typeof symptomInputSchema>;

/** The symptom as `lib` takes it. */
export function symptomFromInput({
  code,
  flag,
  details,
  grpcStatus,
  protocol,
  reporter,
}: SymptomInput): Symptom {
  return {
    code,
    flags: flagsFromText(flag.toUpperCase()),
    ...(details === "" ? {} : { details }),
    ...(grpcStatus === undefined ? {} : { grpcStatus }),
    protocol,
    reporter,
  };
}
