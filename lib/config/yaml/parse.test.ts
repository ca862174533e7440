import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { maxYamlBytes, parseYaml, rangeOfPath } from "./parse";

const head = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: reviews\n";
const codesOf = (text: string) =>
  [...parseYaml(text).problems, ...parseYaml(text).documents.flatMap(({ problems }) => problems)].map(
    ({ code, line }) => `${code}@${line}`,
  );
const only = (text: string) => {
  const [first] = parseYaml(text).documents;
  if (first === undefined) throw new Error("no document");
  return first;
};

describe("a YAML text", () => {
  it("gives each field the place where it stands", () => {
    const text = `${head}spec:\n  http:\n    - timeout: 5s\n      route: []\n`;
    const { from, to } = rangeOfPath(only(text), "spec.http[0].timeout");
    expect(text.slice(from, to)).toBe("timeout: 5s");
  });

  it("points at the nearest parent of a field that is not there", () => {
    const text = `${head}spec:\n  http:\n    - timeout: 5s\n`;
    const { from, to } = rangeOfPath(only(text), "spec.http[0].retries.attempts");
    expect(text.slice(from, to)).toContain("timeout: 5s");
  });

  it("finds a map's key in the API server's form", () => {
    const text = `${head}spec:\n  portLevelMtls:\n    acd:\n      mode: STRICT\n`;
    const { from, to } = rangeOfPath(only(text), "spec.portLevelMtls[acd]");
    expect(text.slice(from, to)).toContain("acd");
  });

  it("holds many documents, and empty ones are none", () => {
    const text = `---\n${head}---\n# nothing\n---\n${head.replace("reviews", "ratings")}---\n`;
    expect(parseYaml(text).documents.map(({ manifest }) => manifest?.metadata.name)).toEqual([
      "reviews",
      "ratings",
    ]);
  });

  it("expands an alias and says so", () => {
    const text = `${head}spec:\n  a: &all\n    host: x\n  b: *all\n  c:\n    <<: *all\n    port: 1\n`;
    const document = only(text);
    expect(document.value).toMatchObject({ spec: { b: { host: "x" }, c: { host: "x", port: 1 } } });
    expect(document.manifest).toBeDefined();
    expect(codesOf(text)).toEqual(["alias_expanded@8", "alias_expanded@10"]);
  });

  it("stops at aliases that grow without end", () => {
    const levels = Array.from({ length: 9 }, (_, index) =>
      index === 0
        ? "a0: &a0 [x,x,x,x,x,x,x,x,x]"
        : `a${index}: &a${index} [${Array(9)
            .fill(`*a${index - 1}`)
            .join(",")}]`,
    );
    expect(codesOf(levels.join("\n")).some((code) => code.startsWith("too_many_aliases"))).toBe(true);
  });

  it("names the line of a tab", () => {
    expect(codesOf(`${head}spec:\n\thosts: []\n`)).toContain("tab@6");
  });

  it("names both lines of two equal keys and gives no manifest", () => {
    const document = only(`${head}spec:\n  hosts: [a]\n  gateways: []\n  hosts: [b]\n`);
    expect(document.manifest).toBeUndefined();
    expect(document.problems[0]).toMatchObject({
      code: "duplicate_key",
      params: { key: "hosts", first: "6", second: "8" },
    });
  });

  it("refuses more than 1 MB with its size, and takes just less", () => {
    const filler = (bytes: number) => `${head}# ${"x".repeat(bytes)}\n`;
    expect(parseYaml(filler(maxYamlBytes)).problems[0]).toMatchObject({
      code: "too_large",
      params: { size: "1.0" },
    });
    expect(parseYaml(filler(2 * maxYamlBytes)).problems[0]?.params).toEqual({ size: "2.0" });
    expect(parseYaml(filler(maxYamlBytes - 200)).documents[0]?.manifest).toBeDefined();
  });

  it("names apiVersion, kind and name when they are missing", () => {
    expect(only("spec: {}\n").problems.map(({ params }) => params["field"])).toEqual([
      "apiVersion",
      "kind",
      "metadata.name",
    ]);
    expect(codesOf("just words")).toEqual(["not_an_object@1"]);
    expect(codesOf("apiVersion: v1\nkind: List\nitems: []\n")).toEqual(["list@1"]);
    expect(codesOf("")).toEqual([]);
  });

  it("takes a key that is JavaScript's own as any other", () => {
    const value = only(`${head}spec:\n  __proto__:\n    x: 1\n`).value;
    expect(Object.keys((value as { spec: object }).spec)).toEqual(["__proto__"]);
  });

  it("never throws, and reads back what was printed", () => {
    fc.assert(fc.property(fc.string(), (text) => parseYaml(text).documents.length >= 0));
    const spec = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(spec, (value) => {
        const manifest = { apiVersion: "v1", kind: "Thing", metadata: { name: "a" }, spec: value };
        expect(JSON.stringify(only(stringify(manifest)).value)).toBe(JSON.stringify(manifest));
      }),
    );
  });
});
