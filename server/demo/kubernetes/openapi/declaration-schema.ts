import type { JsonSchema } from "@/lib/config/schema/json-schema";

/** Finds the schema of a name that a declaration file imports. */
export type SchemaResolver = (name: string) => JsonSchema;

const token = /\/\*\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$.]*|-?\d+(?:\.\d+)?|[{}[\]()<>|&:;?,=]/g;
const open: JsonSchema = { "x-kubernetes-preserve-unknown-fields": true };
const scalars: Readonly<Record<string, JsonSchema>> = {
  string: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  true: { type: "boolean" },
  false: { type: "boolean" },
  null: { nullable: true },
  undefined: {},
  unknown: open,
  any: open,
  object: open,
};

/** A declaration's comment as plain text. */
function textOfComment(comment: string): string {
  const lines = comment.slice(3, -2).split("\n");
  const plain = lines.map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  return plain
    .join("\n")
    .replaceAll(String.raw`\*`, "*")
    .trim();
}

const isNothing = (schema: JsonSchema) => Object.keys(schema).length === 0;

/** Both at once: alternatives of a union keep all of their fields and values, as a structural schema does. */
function merged(left: JsonSchema, right: JsonSchema, isBoth: boolean): JsonSchema {
  if (isNothing(left)) return right;
  if (isNothing(right)) return left;
  if (left.enum !== undefined && right.enum !== undefined) {
    return { ...left, enum: [...new Set([...left.enum, ...right.enum])] };
  }
  if (left.type !== undefined && left.type === right.type) {
    const { required: _left, ...first } = left;
    const { required: _right, enum: _values, ...second } = right;
    const properties = { ...left.properties, ...right.properties };
    const [one, other] = [left.required ?? [], right.required ?? []];
    // What one alternative requires, another may do without.
    const required = isBoth ? [...one, ...other] : one.filter((field) => other.includes(field));
    return {
      ...second,
      ...first,
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
    };
  }
  if (left.nullable === true && left.type === undefined) return { ...right, nullable: true };
  if (right.nullable === true && right.type === undefined) return { ...left, nullable: true };
  const types = new Set([left.type, right.type]);
  if (types.has("string") && types.has("number")) return { "x-kubernetes-int-or-string": true };
  return left.type === undefined ? right : left;
}

/** `Exclude<T>` stands for "not T" here: its fields are known, none of them is needed. */
function withoutRequired({ required: _required, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Reads one type expression after another from the tokens of a declaration file. */
class SchemaReader {
  readonly #tokens: IterableIterator<RegExpMatchArray>;
  readonly #resolve: SchemaResolver;
  #current: string | undefined;
  #comment: string | undefined;

  constructor(text: string, resolve: SchemaResolver) {
    this.#tokens = text.matchAll(token);
    this.#resolve = resolve;
    this.#take();
  }

  readUnion(): JsonSchema {
    if (this.#current === "|") this.#take();
    let schema = this.#readPostfix();
    while (this.#current === "|" || this.#current === "&") {
      const isBoth = this.#take() === "&";
      schema = merged(schema, this.#readPostfix(), isBoth);
    }
    return schema;
  }

  #take(): string {
    const taken = this.#current ?? "";
    let next = this.#tokens.next().value?.[0];
    this.#comment = undefined;
    while (next?.startsWith("/**") === true) {
      this.#comment = next;
      next = this.#tokens.next().value?.[0];
    }
    this.#current = next;
    return taken;
  }

  #readPostfix(): JsonSchema {
    let schema = this.#readPrimary();
    while (this.#current === "[") {
      this.#take();
      this.#take();
      schema = { type: "array", items: schema };
    }
    return schema;
  }

  #readArguments(): JsonSchema {
    this.#take();
    const schema = this.readUnion();
    while (this.#current === ",") {
      this.#take();
      this.readUnion();
    }
    this.#take();
    return schema;
  }

  #readPrimary(): JsonSchema {
    const first = this.#take();
    if (first === "{") return this.#readMembers();
    if (first === "(") {
      const inner = this.readUnion();
      this.#take();
      return inner;
    }
    if (first.startsWith('"')) return { type: "string", enum: [JSON.parse(first)] };
    if (/^-?\d/.test(first)) return { type: "number" };
    if (first === "Array") return { type: "array", items: this.#readArguments() };
    if (this.#current === "<") {
      const inner = this.#readArguments();
      return first === "Exclude" ? withoutRequired(inner) : open;
    }
    return scalars[first] ?? this.#resolve(first);
  }

  #readMembers(): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    let values: JsonSchema | undefined;
    while (this.#current !== "}" && this.#current !== undefined) {
      const description = this.#comment === undefined ? undefined : textOfComment(this.#comment);
      const key = this.#take();
      if (key === "[") {
        while (this.#take() !== "]");
        this.#take();
        values = this.readUnion();
      } else {
        const name = key.replaceAll('"', "");
        if (this.#current === "?") this.#take();
        else required.push(name);
        this.#take();
        const schema = this.readUnion();
        properties[name] = description === undefined ? schema : { ...schema, description };
      }
      if (this.#current === ";" || this.#current === ",") this.#take();
    }
    this.#take();
    if (Object.keys(properties).length > 0) {
      return { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
    }
    return values === undefined ? open : { type: "object", additionalProperties: values };
  }
}

/** The schema that `source` declares first, an interface or a type alias, with its comments as descriptions. */
export function schemaFromDeclaration(source: string, resolve: SchemaResolver): JsonSchema {
  const start = /export interface \w+(?: extends ([^{]+?))? (?=\{)|export type \w+ = /.exec(source);
  if (start === null) return open;
  const bases = (start[1] ?? "").split(",").map((name) => name.trim());
  const own = new SchemaReader(source.slice(start.index + start[0].length), resolve).readUnion();
  return bases
    .filter((name) => name !== "" && name !== "TypeMeta")
    .reduce((schema, name) => merged(schema, resolve(name), true), own);
}
