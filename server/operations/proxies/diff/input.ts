import { z } from "zod";
import { changeKinds, changeSeverities } from "@/lib/proxies/diff/change";
import { dumpSections } from "@/lib/proxies/dump/entry";
import { dumpTargetSchema } from "@/server/operations/proxies/target";

export const diffPairSchema = z.object({ left: dumpTargetSchema, right: dumpTargetSchema });
export type DiffPair = z.infer<typeof diffPairSchema>;

export const diffExportInputSchema = diffPairSchema.extend({
  format: z.enum(["json", "csv"]).default("json"),
});
export type DiffExportInput = z.infer<typeof diffExportInputSchema>;

const diffFilterSchema = diffPairSchema.extend({
  section: z.enum(dumpSections).optional(),
  kind: z.enum(changeKinds).optional(),
  severity: z.enum(changeSeverities).optional(),
  /** Part of a resource's name, a path or an object. */
  text: z.string().max(200).default(""),
  /** Whether differences that are to be expected between pods are listed. */
  withExpected: z.boolean().default(false),
});
export type DiffFilter = z.infer<typeof diffFilterSchema>;

export const diffInputSchema = diffFilterSchema.extend({
  /** Lines to leave out. */
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
});
export type DiffInput = z.infer<typeof diffInputSchema>;

/** `id` is that of a line: of the change that stands for all of its places. */
export const diffPlacesInputSchema = diffFilterSchema.extend({ id: z.string().min(1) });
export type DiffPlacesInput = z.infer<typeof diffPlacesInputSchema>;

export const diffChangeInputSchema = diffPairSchema.extend({ id: z.string().min(1) });
export type DiffChangeInput = z.infer<typeof diffChangeInputSchema>;

export const fleetInputSchema = z.object({
  cluster: z.string().default(""),
  namespace: z.string().min(1),
  workload: z.string().min(1),
});
export type FleetInput = z.infer<typeof fleetInputSchema>;
