import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { checkMesh } from "@/lib/config/check";
import { manifestSchema, type Manifest } from "@/lib/config/manifest";
import { printObjectRef } from "@/lib/mesh/object-ref";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";

const folder = path.resolve("../shared/acceptance/analyzers");
const casesSchema = z.array(
  z.looseObject({
    analyzer: z.string(),
    name: z.string(),
    inputFiles: z.array(z.string()),
    expected: z.array(z.looseObject({ code: z.string(), object: z.string() })),
  }),
);
/** Istio's analyzers whose rules ours are, and the code of each. */
const ours: Readonly<Record<string, string>> = {
  "virtualservice.ConflictingMeshGatewayHostsAnalyzer": "IST0109",
  "virtualservice.DestinationHostAnalyzer": "IST0101",
  "virtualservice.DestinationRuleAnalyzer": "IST0101",
  "destinationrule.PodNotSelectedAnalyzer": "IST0173",
};

function manifestsOf(files: readonly string[]): readonly Manifest[] {
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(path.join(folder, file), "utf8")).flatMap((document) => {
      const parsed = manifestSchema.safeParse(document.toJS());
      if (!parsed.success) return [];
      const { metadata } = parsed.data;
      return [{ ...parsed.data, metadata: { ...metadata, namespace: metadata.namespace ?? "default" } }];
    }),
  );
}

const named = (object: string) => object.replace(/^(\w+) (?!.*\/)/, "$1 default/");

describe.skipIf(!existsSync(folder))("Istio's own analyzer cases", () => {
  const cases = existsSync(folder)
    ? casesSchema.parse(JSON.parse(readFileSync(path.join(folder, "cases.json"), "utf8")))
    : [];
  it.each(cases.filter(({ analyzer }) => ours[analyzer] !== undefined))("$name", ({ analyzer, ...one }) => {
    const manifests = manifestsOf(one.inputFiles);
    const isSubsetRule = analyzer === "virtualservice.DestinationRuleAnalyzer";
    const found = checkMesh({ objects: objectsFromManifests(manifests), facts: {}, nowMs: 0 }).filter(
      ({ code }) =>
        analyzer === "virtualservice.DestinationHostAnalyzer"
          ? code === "IST0101-host"
          : code === (isSubsetRule ? "IST0101" : ours[analyzer]),
    );
    const expected = one.expected.filter(({ code }) => code === ours[analyzer]);
    expect(found.map(({ object }) => printObjectRef(object)).toSorted()).toEqual(
      expected.map(({ object }) => named(object)).toSorted(),
    );
  });
});
