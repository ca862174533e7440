"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useTranslations } from "use-intl";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC, useTRPCClient } from "@/components/query/trpc";
import type { Finding } from "@/lib/config/finding";
import type { JsonSchema } from "@/lib/config/schema/json-schema";
import { parseYaml, type YamlDocument } from "@/lib/config/yaml/parse";
import type { TextProblem } from "@/lib/config/yaml/problem";
import { identityRemarks, placeRemark, schemaRemarks } from "@/lib/config/yaml/text-problems";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

type SchemaAnswer = RouterOutputs["config"]["schema"]["data"];
type Lint = RouterOutputs["config"]["lint"]["data"];

const lintDelayMs = 700;
const schemaAgeMs = 300_000;

/** Everything that is said of an edited text, as it is typed: shape at once, the mesh's rules a moment later. */
export function useYamlCheck(text: string, cluster: string) {
  const shown = useDeferredValue(text);
  const parsed = useMemo(() => parseYaml(shown), [shown]);
  const ids = useMemo(() => kindsOf(parsed.documents), [parsed]);
  const schemas = useSchemas(ids, cluster);
  const lint = useLint(text, cluster);
  const findingText = useFindingText();
  const problems = useMemo(() => {
    const own = [
      ...parsed.problems,
      ...parsed.documents.flatMap((document) => document.problems),
      ...identityRemarks(shown, parsed.documents),
    ];
    const structure = parsed.documents.flatMap((document) => kindRemarks(shown, document, ids, schemas));
    // The rules' words are about an older text until the next answer: they are shown where their fields are now.
    const rules = lint.data === undefined ? [] : ruleRemarks(shown, parsed.documents, lint.data, findingText);
    return distinct([...own, ...structure, ...rules]).toSorted((a, b) => a.range.from - b.range.from);
  }, [parsed, shown, ids, schemas, lint.data, findingText]);
  return { parsed, problems, schemas, ids, lint, elsewhere: lint.data?.elsewhere ?? [] };
}

type KindId = { readonly group: string; readonly version: string; readonly kind: string };

function kindsOf(documents: readonly YamlDocument[]): readonly KindId[] {
  const ids = new Map<string, KindId>();
  for (const { manifest } of documents) {
    if (manifest === undefined) continue;
    const version = manifest.apiVersion.slice(manifest.apiVersion.indexOf("/") + 1);
    const id = { group: groupFromApiVersion(manifest.apiVersion), version, kind: manifest.kind };
    ids.set(`${id.group}/${id.version}/${id.kind}`, id);
  }
  return [...ids.values()];
}

const dataOf = (results: readonly { readonly data: { readonly data: SchemaAnswer } | undefined }[]) =>
  results.map(({ data }) => data?.data);

function useSchemas(ids: readonly KindId[], cluster: string): readonly (SchemaAnswer | undefined)[] {
  const trpc = useTRPC();
  return useQueries({
    queries: ids.map((id) =>
      trpc.config.schema.queryOptions({ cluster, ...id }, { staleTime: schemaAgeMs, gcTime: schemaAgeMs }),
    ),
    combine: dataOf,
  });
}

function useLint(text: string, cluster: string) {
  const client = useTRPCClient();
  const [settled] = useDebouncedValue(text, lintDelayMs);
  const manifests = useMemo(
    () => parseYaml(settled).documents.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest])),
    [settled],
  );
  return useQuery({
    queryKey: ["config.lint", cluster, manifests],
    queryFn: async ({ signal }): Promise<Lint> =>
      (await client.config.lint.mutate({ cluster, manifests: [...manifests] }, { signal })).data,
    enabled: manifests.length > 0 && manifests.length <= 50,
    staleTime: 15_000,
    gcTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

/** The schema of one of the kinds in the text. */
export function schemaOfId(
  ids: readonly KindId[],
  schemas: readonly (SchemaAnswer | undefined)[],
  apiVersion: string,
  kind: string,
): JsonSchema | undefined {
  const index = ids.findIndex((id) => id.kind === kind && apiVersionOf(id) === apiVersion);
  return index < 0 ? undefined : schemas[index]?.schema;
}

const apiVersionOf = ({ group, version }: KindId) => (group === "" ? version : `${group}/${version}`);

function kindRemarks(
  text: string,
  document: YamlDocument,
  ids: readonly KindId[],
  schemas: readonly (SchemaAnswer | undefined)[],
): readonly TextProblem[] {
  const { manifest } = document;
  if (manifest === undefined) return [];
  const index = ids.findIndex((id) => id.kind === manifest.kind && apiVersionOf(id) === manifest.apiVersion);
  const answer = schemas[index];
  if (answer === undefined) return [];
  if (answer.schema !== undefined) return schemaRemarks(text, document, answer.schema);
  const served = answer.servedVersions.join(", ");
  const { kind, apiVersion } = manifest;
  const params = { kind, apiVersion, served };
  return [
    served === ""
      ? placeRemark(text, document, {
          code: "kind_not_served",
          severity: "warning",
          message: `This cluster does not serve ${kind} of ${apiVersion}`,
          params,
          path: "kind",
        })
      : placeRemark(text, document, {
          code: "version_not_served",
          severity: "error",
          message: `${apiVersion} of ${kind} is not served; served: ${served}`,
          params,
          path: "apiVersion",
        }),
  ];
}

function ruleRemarks(
  text: string,
  documents: readonly YamlDocument[],
  lint: Lint,
  findingText: (finding: Finding) => string,
): readonly TextProblem[] {
  const readable = documents.filter(({ manifest }) => manifest !== undefined);
  // The answer to a text with another number of objects belongs to none of these.
  if (readable.length !== lint.objects.length) return [];
  return readable.flatMap((document, index) =>
    (lint.objects[index]?.findings ?? []).map((finding) =>
      placeRemark(text, document, {
        code: finding.code,
        severity: finding.severity,
        message: findingText(finding),
        params: {},
        path: finding.path,
      }),
    ),
  );
}

/** A finding in the reader's language, where its rule has a text. */
export function useFindingText(): (finding: Finding) => string {
  const t = useTranslations("changes");
  return useMemo(
    () => (finding) => {
      const key = `finding.${finding.code}` as "finding.HD0001";
      return t.has(key) ? t(key, { sum: "", ...finding.params }) : finding.message;
    },
    [t],
  );
}

function distinct(problems: readonly TextProblem[]): readonly TextProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, message, range }) => {
    const key = `${code} ${range.from} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
