import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { isJsonObject } from "@/server/demo/kubernetes/json-value";
import { groupFromApiVersion } from "@/server/demo/kubernetes/resources";
import { structureOfKind } from "./structure";
import { typedErrors } from "./typed-value";
import { validateObject } from "./validate-object";

const folder = path.resolve(import.meta.dirname, "../../../../../shared/acceptance/crd-validity");

/** Upstream's checker prints the type of a value where the API server prints the value. */
const withoutValue = (text: string) => text.replaceAll(/Invalid value: ("[^"]*"|[\d.-]+)/g, "Invalid value");

function answersOf(document: Record<string, unknown>): readonly string[] {
  const { _err, ...object } = document;
  const group = groupFromApiVersion(String(object.apiVersion));
  const kind = String(object.kind);
  const causes = validateObject(group, kind, object).map((cause) => `${cause.field}: ${cause.message}`);
  return [...causes, ...typedErrors(structureOfKind(group, kind).root, object)];
}

describe.skipIf(!existsSync(folder))("the CRDs' own refusals", () => {
  it("are given in the expected words, but for a field that is newer than our schemas", () => {
    const outcomes = readdirSync(folder).flatMap((file) =>
      parseAllDocuments(readFileSync(path.join(folder, file), "utf8"))
        .map((document): unknown => document.toJS())
        .filter(isJsonObject)
        .filter((document) => document.kind !== undefined)
        .map((document) => {
          const answers = answersOf(document);
          const wanted = withoutValue(String(document._err));
          const isRefused = answers.some((answer) => withoutValue(answer).includes(wanted));
          const isRight = document._err === undefined ? answers.length === 0 : isRefused;
          return {
            isRight,
            text: `${file} ${String(document.kind)} wanted ${wanted} got ${answers.join(" | ")}`,
          };
        }),
    );
    const wrong = outcomes.filter((outcome) => !outcome.isRight).map((outcome) => outcome.text);
    const ratio = 1 - wrong.length / outcomes.length;
    expect(
      ratio,
      `${outcomes.length - wrong.length} of ${outcomes.length}\n${wrong.join("\n")}`,
    ).toBeGreaterThan(0.98);
  });
});

const samples = path.resolve(folder, "../bookinfo");

describe.skipIf(!existsSync(samples))("the CRDs", () => {
  it("accept every routing rule of the bookinfo sample", () => {
    const refused = readdirSync(samples).flatMap((file) =>
      parseAllDocuments(readFileSync(path.join(samples, file), "utf8"))
        .map((document): unknown => document.toJS())
        .filter(isJsonObject)
        .filter((document) => String(document.apiVersion).includes("istio.io"))
        .flatMap((document) => answersOf(document).map((answer) => `${file}: ${answer}`)),
    );
    expect(refused).toEqual([]);
  });
});
