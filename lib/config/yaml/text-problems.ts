import { isRecord } from "@/lib/config/clean-manifest";
import { kindInfo, kinds } from "@/lib/config/kinds";
import { refFromManifest } from "@/lib/config/manifest";
import { judgeObject } from "@/lib/config/schema/judge";
import type { JsonSchema } from "@/lib/config/schema/json-schema";
import { nearestName } from "@/lib/config/schema/nearest-name";
import { rangeOfPath, type YamlDocument } from "@/lib/config/yaml/parse";
import type { TextProblem } from "@/lib/config/yaml/problem";
import { groupFromApiVersion, objectKey, printObjectRef } from "@/lib/mesh/object-ref";

type Remark = Pick<TextProblem, "code" | "severity" | "message" | "params"> & { readonly path: string };

/** 1-based line of an offset. */
function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** A remark on a field, put where the field stands in the text. */
export function placeRemark(text: string, document: YamlDocument, remark: Remark): TextProblem {
  const range = rangeOfPath(document, remark.path);
  return { ...remark, range, line: lineAt(text, range.from) };
}

/** What a schema says against a document; nothing while the document can't be read. */
export function schemaRemarks(
  text: string,
  document: YamlDocument,
  schema: JsonSchema,
): readonly TextProblem[] {
  if (document.problems.some(({ severity }) => severity === "error") || !isRecord(document.value)) return [];
  return judgeObject(schema, document.value).map(({ code, path, message, params }) =>
    placeRemark(text, document, { code: `schema_${code}`, severity: "error", message, params, path }),
  );
}

/** What is wrong with the identities of the objects of a text: unknown kinds, missing namespaces, twins. */
export function identityRemarks(text: string, documents: readonly YamlDocument[]): readonly TextProblem[] {
  const firsts = new Map<string, number>();
  return documents.flatMap((document) => {
    const { manifest } = document;
    if (manifest === undefined) return [];
    const ref = refFromManifest(manifest);
    const info = kindInfo(groupFromApiVersion(ref.apiVersion), ref.kind);
    const remark = (path: string, code: string, message: string, params: Record<string, string>) =>
      placeRemark(text, document, { path, code, severity: "error", message, params });
    if (info === undefined) return [unknownKind(ref.apiVersion, ref.kind, remark)];
    if (info.namespaced && ref.namespace === "") {
      const message = `A ${ref.kind} needs metadata.namespace`;
      return [remark("metadata", "missing_namespace", message, { kind: ref.kind })];
    }
    if (!info.namespaced && ref.namespace !== "") {
      const message = `A ${ref.kind} belongs to no namespace`;
      return [remark("metadata.namespace", "needless_namespace", message, { kind: ref.kind })];
    }
    const first = firsts.get(objectKey(ref));
    if (first === undefined) {
      firsts.set(objectKey(ref), lineAt(text, rangeOfPath(document, "metadata.name").from));
      return [];
    }
    const params = { object: printObjectRef(ref), first: `${first}` };
    return [remark("metadata.name", "twin", `${params.object} is given in line ${first} already`, params)];
  });
}

type MakeRemark = (
  path: string,
  code: string,
  message: string,
  params: Record<string, string>,
) => TextProblem;

function unknownKind(apiVersion: string, kind: string, remark: MakeRemark): TextProblem {
  const other = kinds.find((one) => one.kind === kind);
  if (other !== undefined) {
    const params = { kind, apiVersion, group: other.group === "" ? "v1" : other.group };
    return remark(
      "apiVersion",
      "wrong_group",
      `${kind} is not of ${apiVersion} but of ${params.group}`,
      params,
    );
  }
  const nearest =
    nearestName(
      kind,
      kinds.map((one) => one.kind),
    ) ?? "";
  const message = `${kind} of ${apiVersion} is no kind that this console writes${nearest === "" ? "" : `; did you mean ${nearest}?`}`;
  return remark("kind", "unknown_kind", message, { kind, apiVersion, nearest });
}
