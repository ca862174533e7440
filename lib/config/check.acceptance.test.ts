import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { istioAnalyzers } from "./istio-analyzers.fixture";
import { checkMesh, meshRules } from "@/lib/config/check";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { withoutRepeats } from "@/lib/config/findings/without-repeats";
import { printObjectRef } from "@/lib/mesh/object-ref";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";

const folder = path.resolve("../shared/acceptance/analyzers");
const casesSchema = z.array(
  z.looseObject({
    id: z.number(),
    analyzer: z.string(),
    name: z.string(),
    inputFiles: z.array(z.string()),
    meshConfigFile: z.string().nullable(),
    meshNetworksFile: z.string().nullable(),
    expected: z.array(z.looseObject({ code: z.string(), level: z.string(), object: z.string() })),
  }),
);
type Case = z.infer<typeof casesSchema>[number];

const textOf = (file: string): string => readFileSync(path.join(folder, file), "utf8");

/** The documents of a file, those of lists too. An object without a namespace keeps none, as in Istio's own run. */
function manifestsOf(file: string): readonly Manifest[] {
  return parseAllDocuments(textOf(file))
    .map((document): unknown => document.toJS())
    .flatMap((document) =>
      isRecord(document) && document["kind"] === "List" && Array.isArray(document["items"])
        ? document["items"]
        : [document],
    )
    .flatMap((document) => {
      const parsed = manifestSchema.safeParse(document);
      return parsed.success ? [parsed.data] : [];
    });
}

function settingsOf({ meshConfigFile, meshNetworksFile }: Case): Manifest {
  const data = {
    mesh: meshConfigFile === null ? "" : textOf(meshConfigFile),
    meshNetworks: meshNetworksFile === null ? "" : textOf(meshNetworksFile),
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "istio", namespace: "istio-system" },
    data,
  };
}

/** The gateway that Istio takes for given when it looks at files alone. */
function usualIngress(): readonly Manifest[] {
  const labels = { istio: "ingressgateway" };
  const ports = [80, 443, 31_400, 15_443].map((port) => ({ port, targetPort: port, protocol: "TCP" }));
  const metadata = { namespace: "istio-system" };
  return [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, name: "istio-ingressgateway-pod", labels },
      spec: { containers: [{ name: "istio-proxy" }] },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "istio-ingressgateway", labels },
      spec: { ports, selector: labels },
    },
  ];
}

/** The input as a cluster that was read whole: kinds that do not occur have no objects. */
function objectsOf(one: Case): MeshObjects {
  const known = Object.fromEntries(meshRules.flatMap(({ reads }) => reads.map((key) => [key, []])));
  const manifests = [...one.inputFiles.flatMap(manifestsOf), ...usualIngress(), settingsOf(one)];
  return { ...known, ...objectsFromManifests(manifests) };
}

const line = (code: string, level: string, object: string): string =>
  `${code} ${level.toLowerCase()} ${object}`;
/** Istio reads meshNetworks as an object of its own; in a cluster it is a part of a ConfigMap. */
const objectName = ({ object, path: place }: Finding): string =>
  place.startsWith("data.meshNetworks") ? "MeshNetworks istio-system/meshnetworks" : printObjectRef(object);
const printed = (findings: readonly Finding[]): readonly string[] =>
  findings.map((finding) => line(finding.code, finding.severity, objectName(finding))).toSorted();

describe.skipIf(!existsSync(folder))("Istio's own analyzer cases", () => {
  const cases = existsSync(folder) ? casesSchema.parse(JSON.parse(textOf("cases.json"))) : [];

  it.each(cases)("$id $analyzer: $name", (one) => {
    const rules = istioAnalyzers[one.analyzer];
    expect(rules, `rules of ${one.analyzer}`).toBeDefined();
    const inventory = { objects: objectsOf(one), facts: {}, nowMs: Date.UTC(2026, 0, 1) };
    const found = withoutRepeats((rules ?? []).flatMap((rule) => rule.check(inventory)));
    const expected = one.expected.map(({ code, level, object }) => line(code, level, object)).toSorted();
    expect(printed(found)).toEqual(expected);
    // Together with all other rules nothing of it is lost.
    expect(printed(checkMesh(inventory))).toEqual(expect.arrayContaining(expected));
  });
});
