/** A type of a declaration file, reduced to what tells a known field from an unknown one. */
export type DeclaredType =
  | { readonly type: "string" | "number" | "boolean" | "string-or-number" | "any" | "nothing" }
  | { readonly type: "list"; readonly items: DeclaredType }
  | { readonly type: "map"; readonly values: DeclaredType }
  | { readonly type: "object"; readonly fields: ReadonlyMap<string, DeclaredType> };

/** Finds the type of a name that a file imports. */
export type NameResolver = (name: string) => DeclaredType;

const token = /"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$.]*|-?\d+(?:\.\d+)?|[{}[\]()<>|&:;?,=]/g;
const scalars: Readonly<Record<string, DeclaredType>> = {
  string: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  true: { type: "boolean" },
  false: { type: "boolean" },
  null: { type: "nothing" },
  undefined: { type: "nothing" },
  unknown: { type: "any" },
  any: { type: "any" },
  object: { type: "any" },
};

/** Both types at once: alternatives of a union keep all of their fields, as a structural schema does. */
function merged(a: DeclaredType, b: DeclaredType): DeclaredType {
  if (a.type === "nothing") return b;
  if (b.type === "nothing") return a;
  if (a.type === "object" && b.type === "object") {
    const fields = new Map(a.fields);
    for (const [name, type] of b.fields) {
      const known = fields.get(name);
      fields.set(name, known === undefined ? type : merged(known, type));
    }
    return { type: "object", fields };
  }
  if (a.type === "list" && b.type === "list") return { type: "list", items: merged(a.items, b.items) };
  if (a.type === "map" && b.type === "map") return { type: "map", values: merged(a.values, b.values) };
  if (a.type === b.type) return a;
  const names = new Set([a.type, b.type]);
  // An alternative such as `unknown` says nothing of its own: the other one declares the fields.
  if (names.has("any")) return a.type === "any" ? b : a;
  if (["string", "number", "string-or-number"].includes(a.type)) return { type: "string-or-number" };
  return { type: "any" };
}

/** Reads one type expression after another from the tokens of a declaration file. */
class TypeReader {
  readonly #tokens: IterableIterator<RegExpMatchArray>;
  readonly #resolve: NameResolver;
  #current: string | undefined;

  constructor(text: string, resolve: NameResolver) {
    this.#tokens = text.matchAll(token);
    this.#resolve = resolve;
    this.#take();
  }

  readUnion(): DeclaredType {
    if (this.#current === "|") this.#take();
    let type = this.#readPostfix();
    while (this.#current === "|" || this.#current === "&") {
      this.#take();
      type = merged(type, this.#readPostfix());
    }
    return type;
  }

  #take(): string {
    const taken = this.#current ?? "";
    this.#current = this.#tokens.next().value?.[0];
    return taken;
  }

  #readPostfix(): DeclaredType {
    let type = this.#readPrimary();
    while (this.#current === "[") {
      this.#take();
      this.#take();
      type = { type: "list", items: type };
    }
    return type;
  }

  #readArguments(): DeclaredType {
    this.#take();
    const type = this.readUnion();
    while (this.#current === ",") {
      this.#take();
      this.readUnion();
    }
    this.#take();
    return type;
  }

  #readPrimary(): DeclaredType {
    const first = this.#take();
    if (first === "{") return this.#readMembers();
    if (first === "(") {
      const inner = this.readUnion();
      this.#take();
      return inner;
    }
    if (first.startsWith('"')) return { type: "string" };
    if (/^-?\d/.test(first)) return { type: "number" };
    if (first === "Array") return { type: "list", items: this.#readArguments() };
    if (this.#current === "<") {
      const inner = this.#readArguments();
      return first === "Exclude" ? inner : { type: "any" };
    }
    return scalars[first] ?? this.#resolve(first);
  }

  #readMembers(): DeclaredType {
    const fields = new Map<string, DeclaredType>();
    let values: DeclaredType | undefined;
    while (this.#current !== "}" && this.#current !== undefined) {
      const key = this.#take();
      if (key === "[") {
        while (this.#take() !== "]");
        this.#take();
        values = this.readUnion();
      } else {
        if (this.#current === "?") this.#take();
        this.#take();
        fields.set(key.replaceAll('"', ""), this.readUnion());
      }
      if (this.#current === ";" || this.#current === ",") this.#take();
    }
    this.#take();
    if (fields.size > 0) return { type: "object", fields };
    return values === undefined ? { type: "any" } : { type: "map", values };
  }
}

/** The type that `source` declares first: an interface or a type alias. */
export function parseDeclaration(source: string, resolve: NameResolver): DeclaredType {
  const text = source.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const start = /export interface \w+(?: extends ([^{]+?))? (?=\{)|export type \w+ = /.exec(text);
  if (start === null) return { type: "any" };
  const bases = (start[1] ?? "").split(",").map((name) => name.trim());
  const own = new TypeReader(text.slice(start.index + start[0].length), resolve).readUnion();
  return bases
    .filter((name) => name !== "" && name !== "TypeMeta")
    .reduce((type, name) => merged(type, resolve(name)), own);
}
