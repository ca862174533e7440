import { describe, expect, it } from "vitest";
import { messages } from "@/lib/i18n/messages";

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, child]) =>
    leaves(child, path === "" ? key : `${path}.${key}`),
  );
}

/** Names in braces, but not a plural's form that is one word, as in `one {once}`. */
function argumentsOf(text: string): string[] {
  return [...text.matchAll(/(?<!(?:zero|one|two|few|many|other|=\d+)\s*)\{(\w+)\s*[,}]/g)]
    .map((match) => match[1] ?? "")
    .toSorted();
}

describe("messages", () => {
  const en = new Map(leaves(messages.en, ""));
  const zh = new Map(leaves(messages.zh, ""));

  it("has the same keys in English and Chinese", () => {
    expect([...en.keys()].filter((key) => !zh.has(key))).toEqual([]);
    expect([...zh.keys()].filter((key) => !en.has(key))).toEqual([]);
  });

  it("names the same arguments in both", () => {
    const differing = [...en].filter(([key, text]) => {
      const other = new Set(argumentsOf(zh.get(key) ?? ""));
      return argumentsOf(text).some((name) => !other.has(name) && !/^(one|other|zero|few|many)$/.test(name));
    });
    expect(differing).toEqual([]);
  });

  it("has no empty text", () => {
    expect([...en, ...zh].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
