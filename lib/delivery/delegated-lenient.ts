import type { z } from "zod";
import { isRecord } from "@/lib/config/clean-manifest";

/** More broken places than this, and the value counts as unreadable. */
const maxRepairs = 64;

/**
 * `value` read by a schema whose fields are all optional: what does not fit is left out, and `unread` names it. Never
 * throws; something that is no object is read as an empty one.
 */
export function readLeniently<T>(
  schema: z.ZodType<T>,
  value: unknown,
  root: string,
): { readonly data: T; readonly unread: readonly string[] } {
  const unread: string[] = [];
  let left: unknown = isRecord(value) ? structuredClone(value) : {};
  if (!isRecord(value) && value !== undefined && value !== null) unread.push(root);
  for (let round = 0; round < maxRepairs; round += 1) {
    const parsed = schema.safeParse(left);
    if (parsed.success) return { data: parsed.data, unread };
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    if (path.length === 0 || !removeAt(left, path)) left = {};
    unread.push([root, ...path.map(String)].join("."));
  }
  return { data: schema.parse({}), unread };
}

function removeAt(value: unknown, path: readonly PropertyKey[]): boolean {
  const last = path.at(-1);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (at, key) =>
        Array.isArray(at) ? (at as unknown[])[Number(key)] : isRecord(at) ? at[String(key)] : undefined,
      value,
    );
  if (Array.isArray(parent)) return parent.splice(Number(last), 1).length > 0;
  if (!isRecord(parent) || last === undefined || !(String(last) in parent)) return false;
  delete parent[String(last)];
  return true;
}
