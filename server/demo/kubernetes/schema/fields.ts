import { z } from "zod";
import table from "@/server/demo/kubernetes/schema/fields.json";

/** The shape of one value as the CRD declares it. Unlike JSON Schema it says nothing of ranges and patterns. */
export type FieldNode =
  | { readonly type: "string" | "number" | "boolean" | "string-or-number" | "any" }
  | { readonly type: "list"; readonly items: FieldNode }
  | { readonly type: "map"; readonly values: FieldNode }
  | { readonly type: "object"; readonly fields: ReadonlyMap<string, FieldNode> };

const rowSchema = z.union([
  z.string(),
  z.tuple([z.enum(["list", "map"]), z.number()]),
  z.record(z.string(), z.number()),
]);
const tableSchema = z.object({ nodes: z.array(rowSchema), kinds: z.record(z.string(), z.number()) });
const scalarSchema = z.enum(["string", "number", "boolean", "string-or-number", "any"]);

const rows = tableSchema.parse(table);
const built = new Map<number, FieldNode>();

function nodeAt(index: number): FieldNode {
  const known = built.get(index);
  if (known !== undefined) return known;
  const node = nodeFromRow(rows.nodes[index] ?? "any");
  built.set(index, node);
  return node;
}

function nodeFromRow(row: z.infer<typeof rowSchema>): FieldNode {
  if (typeof row === "string") return { type: scalarSchema.parse(row) };
  if (Array.isArray(row)) {
    const [type, inner] = row;
    return type === "list" ? { type, items: nodeAt(inner) } : { type, values: nodeAt(inner) };
  }
  return {
    type: "object",
    fields: new Map(Object.entries(row).map(([name, index]) => [name, nodeAt(index)])),
  };
}

/** The declared shape of a kind without its metadata, or undefined for a kind whose schema is not enforced. */
export function fieldsOfKind(group: string, kind: string): FieldNode | undefined {
  const index = rows.kinds[`${group}/${kind}`];
  return index === undefined ? undefined : nodeAt(index);
}
