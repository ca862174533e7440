import { z } from "zod";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

const subsetSchema = z.looseObject({
  name: z.string(),
  labels: z.record(z.string(), z.string()).nullish(),
});
const specSchema = z.looseObject({
  host: z.string().default(""),
  subsets: z.array(subsetSchema).nullish(),
});
export type DestinationRuleSpec = z.infer<typeof specSchema>;

/** The spec with the parts that we read typed and the rest kept; an empty one when the manifest is not in that shape. */
export const destinationRuleSpec = memoByIdentity((manifest: Manifest): DestinationRuleSpec => {
  const parsed = specSchema.safeParse(manifest.spec ?? {});
  return parsed.success ? parsed.data : { host: "" };
});
