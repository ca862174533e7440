import { kinds } from "@/lib/config/kinds";
import { offeredLabelKeys, offeredNames, type EditedObject } from "@/lib/config/references/offered-names";
import type { MeshNames } from "@/lib/config/references/mesh-names";
import { isOpen, schemaAt, type JsonSchema } from "@/lib/config/schema/json-schema";
import { cursorAt, type YamlCursor } from "@/lib/config/yaml/cursor";

export type CompletionOption = {
  readonly label: string;
  readonly type: "property" | "enum" | "keyword" | "variable";
  readonly detail?: string;
  readonly info?: string;
  readonly apply: string;
};
export type Completion = { readonly from: number; readonly options: readonly CompletionOption[] };

/** What is known of the object that is edited; the schema is absent until it has come. */
export type EditorKnowledge = {
  readonly object: EditedObject;
  readonly schema: JsonSchema | undefined;
  readonly names: MeshNames | undefined;
};

const step = "  ";
const own = new Set(["status"]);

/** A short word for the type of a field. */
export function typeWords(schema: JsonSchema): string {
  if (schema["x-kubernetes-int-or-string"] === true) return "integer or string";
  if (schema.type === "array") return `${schema.items === undefined ? "any" : typeWords(schema.items)}[]`;
  if (schema.enum !== undefined) return "enum";
  if (schema.type === "object" && schema.properties === undefined) return "map";
  return schema.type ?? "any";
}

/** What can stand at `offset`: fields of the schema, allowed values, names of the mesh. Undefined: nothing is known. */
export function completeYaml(text: string, offset: number, known: EditorKnowledge): Completion | undefined {
  const cursor = cursorAt(text, offset);
  if (cursor === undefined) return undefined;
  const options = cursor.key === undefined ? atKey(cursor, known) : behindKey(cursor, cursor.key, known);
  return options.length === 0 ? undefined : { from: cursor.from, options };
}

function atKey(cursor: YamlCursor, known: EditorKnowledge): readonly CompletionOption[] {
  const { steps } = cursor;
  if (steps.length === 0 && known.schema === undefined) return topFields(cursor);
  const schema = known.schema === undefined ? undefined : schemaAt(known.schema, steps);
  // Between `hosts:` and its first dash: the list's items are offered with a dash.
  const isBareList = schema?.type === "array" && !cursor.isItem;
  const inner = isBareList ? schema.items : schema;
  const asItem = isBareList ? { ...cursor, steps: [...steps, 0], isItem: true } : cursor;
  const dash = isBareList ? "- " : "";
  const fields = inner?.properties === undefined ? [] : fieldOptions(inner, asItem, dash);
  if (known.names === undefined) return [...fields, ...valueOptions(inner, dash)];
  const labels = offeredLabelKeys(known.names, known.object, steps).filter(
    (label) => !(label in cursor.siblings),
  );
  return [
    ...fields,
    ...labels.map((label) => ({ label, type: "variable" as const, apply: `${label}: ` })),
    ...nameOptions(asItem, known, dash),
    ...(fields.length === 0 ? valueOptions(inner, dash) : []),
  ];
}

const topFields = ({ siblings }: YamlCursor): readonly CompletionOption[] =>
  ["apiVersion", "kind", "metadata", "spec"]
    .filter((label) => !(label in siblings))
    .map((label) => ({
      label,
      type: "property",
      apply: label === "metadata" || label === "spec" ? `${label}:\n${step}` : `${label}: `,
    }));

function fieldOptions(schema: JsonSchema, cursor: YamlCursor, dash: string): readonly CompletionOption[] {
  const required = new Set(schema.required);
  const inside = " ".repeat(cursor.column + dash.length) + step;
  return Object.entries(schema.properties ?? {})
    .filter(([label]) => !(label in cursor.siblings) && !(cursor.steps.length === 0 && own.has(label)))
    .map(([label, field]) => ({
      label,
      type: "property" as const,
      detail: typeWords(field) + (required.has(label) ? " *" : ""),
      ...(field.description === undefined ? {} : { info: field.description }),
      apply: `${dash}${label}:${opening(field, inside)}`,
    }))
    .toSorted((left, right) => Number(required.has(right.label)) - Number(required.has(left.label)));
}

function opening(schema: JsonSchema, inside: string): string {
  if (schema.type === "array") return `\n${inside}- `;
  return schema.type === "object" ? `\n${inside}` : " ";
}

function behindKey(cursor: YamlCursor, key: string, known: EditorKnowledge): readonly CompletionOption[] {
  if (cursor.steps.length === 0 && (key === "kind" || key === "apiVersion"))
    return identityOptions(cursor, key);
  if (known.names !== undefined && cursor.steps[0] === "metadata" && key === "namespace") {
    return known.names.namespaces.map((label) => ({ label, type: "variable", apply: label }));
  }
  const schema = known.schema === undefined ? undefined : schemaAt(known.schema, [...cursor.steps, key]);
  return [...valueOptions(schema, ""), ...nameOptions(cursor, known, "")];
}

function identityOptions({ siblings }: YamlCursor, key: string): readonly CompletionOption[] {
  const fitting = kinds.filter(
    ({ kind }) => key === "kind" || siblings["kind"] === undefined || siblings["kind"] === kind,
  );
  const labels =
    key === "kind"
      ? fitting.map(({ kind }) => kind)
      : fitting.flatMap(({ group, versions }) =>
          versions.map((version) => (group === "" ? version : `${group}/${version}`)),
        );
  return [...new Set(labels)].map((label) => ({ label, type: "enum", apply: label }));
}

function valueOptions(schema: JsonSchema | undefined, dash: string): readonly CompletionOption[] {
  if (schema === undefined) return [];
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => ({
      label: String(value),
      type: "enum",
      apply: dash + quoted(String(value)),
    }));
  }
  if (schema.type === "boolean") {
    return ["true", "false"].map((label) => ({ label, type: "keyword", apply: dash + label }));
  }
  return [];
}

function nameOptions(cursor: YamlCursor, known: EditorKnowledge, dash: string): readonly CompletionOption[] {
  if (known.names === undefined) return [];
  return offeredNames(known.names, known.object, cursor).map(({ label, detail }) => ({
    label,
    type: "variable" as const,
    ...(detail === undefined ? {} : { detail }),
    apply: dash + quoted(label),
  }));
}

/** A text that YAML would read as something else is quoted. */
function quoted(text: string): string {
  return /^[*&!|>%@`"'#{}[\],?]|^(?:true|false|null|yes|no|on|off|~)$|: | #/i.test(text)
    ? JSON.stringify(text)
    : text;
}

/** What the schema says of the field at `offset`, for a reader; undefined outside of its fields. */
export function describeYaml(
  text: string,
  offset: number,
  schema: JsonSchema,
): { readonly path: readonly (string | number)[]; readonly schema: JsonSchema } | undefined {
  const end = text.indexOf("\n", offset);
  const line = text.slice(0, end < 0 ? text.length : end);
  const start = line.lastIndexOf("\n") + 1;
  const colon = /^[\s-]*(?:"[^"]*"|'[^']*'|[^\s:#][^:#]*):/.exec(line.slice(start));
  if (colon === null || offset - start >= colon[0].length) return undefined;
  const cursor = cursorAt(`${line.slice(0, start + colon[0].length)} `, start + colon[0].length + 1);
  if (cursor?.key === undefined) return undefined;
  const path = [...cursor.steps, cursor.key];
  const found = schemaAt(schema, path);
  return found === undefined || (isOpen(found) && found.description === undefined && found.type === undefined)
    ? undefined
    : { path, schema: found };
}
