import type { Finding } from "@/lib/config/finding";
import { objectKey } from "@/lib/mesh/object-ref";

/** The findings, each only once: two rules may meet the same fault at the same place. */
export function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, object, path, params }) => {
    const key = [code, objectKey(object), path, ...Object.values(params)].join("|");
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
