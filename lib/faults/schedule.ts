import "@/lib/browser-zod";
import { z } from "zod";
import { weekdays } from "@/lib/changes/freeze";

/** When a saved experiment begins by itself: once, or every week at a time of day on the clocks of a place. */
export const scheduleSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("once"), atMs: z.int() }),
  z.object({
    kind: z.literal("weekly"),
    days: z.array(z.enum(weekdays)).min(1, "choose at least one day"),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'give a time of day like "16:00"'),
    timeZone: z.string().refine(isTimeZone, "give an IANA time zone like Asia/Shanghai"),
  }),
]);
export type ExperimentSchedule = z.infer<typeof scheduleSchema>;

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
