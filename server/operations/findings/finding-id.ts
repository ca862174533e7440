import { createHash } from "node:crypto";
import type { Finding } from "@/lib/config/finding";
import { rowKey } from "@/lib/findings/suppression";

/** Short enough for a URL, and the same for the same finding at each look. */
export function findingId(finding: Finding): string {
  return createHash("sha256").update(rowKey(finding)).digest("hex").slice(0, 16);
}
