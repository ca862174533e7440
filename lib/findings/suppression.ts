import { findingKey } from "@/lib/config/check";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";

/** A decision to live with findings of one code, on one object, in one namespace or everywhere, until a day. */
export type Suppression = {
  readonly id: string;
  readonly cluster: string;
  readonly code: string;
  /** `group/Kind/namespace/name`; absent is every object. */
  readonly objectKey?: string;
  readonly namespace?: string;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly endedBy?: string;
  readonly endedAtMs?: number;
};

/** Why a finding is not counted: a person's decision in the console, or an annotation on the object. */
export type Suppressed =
  | { readonly by: "console"; readonly suppression: Suppression }
  | { readonly by: "annotation"; readonly annotation: string; readonly value: string };

const istioAnnotation = "galley.istio.io/analyze-suppress";
const kialiAnnotation = "kiali.io/ignore-validations";

/** The longest that a suppression lasts: what is fine for longer belongs on the object as an annotation. */
export const maxSuppressionMs = 366 * 86_400_000;

/**
 * Why the finding is suppressed at `nowMs`; undefined when it counts. A passed day brings it back.
 * Source: Istio's `galley.istio.io/analyze-suppress` (codes, or `*`), Kiali's `kiali.io/ignore-validations` (codes; an
 * empty value is all of Kiali's).
 */
export function suppressedBy(
  finding: Finding,
  manifest: Manifest | undefined,
  suppressions: readonly Suppression[],
  nowMs: number,
): Suppressed | undefined {
  return annotated(finding, manifest) ?? decided(finding, suppressions, nowMs);
}

function annotated(finding: Finding, manifest: Manifest | undefined): Suppressed | undefined {
  const annotations = manifest?.metadata.annotations ?? {};
  const istio = annotations[istioAnnotation];
  if (istio !== undefined && listed(istio).some((code) => code === "*" || isCode(finding, code))) {
    return { by: "annotation", annotation: istioAnnotation, value: istio };
  }
  const kiali = annotations[kialiAnnotation];
  if (kiali === undefined) return undefined;
  const codes = listed(kiali);
  const isMeant =
    codes.length === 0 ? finding.code.startsWith("KIA") : codes.some((code) => isCode(finding, code));
  return isMeant ? { by: "annotation", annotation: kialiAnnotation, value: kiali } : undefined;
}

function decided(
  finding: Finding,
  suppressions: readonly Suppression[],
  nowMs: number,
): Suppressed | undefined {
  const key = objectKey(finding.object);
  const found = suppressions.find(
    (one) =>
      one.code === finding.code &&
      one.endedAtMs === undefined &&
      one.expiresAtMs > nowMs &&
      (one.objectKey === undefined || one.objectKey === key) &&
      (one.namespace === undefined || one.namespace === finding.object.namespace),
  );
  return found === undefined ? undefined : { by: "console", suppression: found };
}

const listed = (text: string): readonly string[] =>
  text
    .split(",")
    .map((code) => code.trim())
    .filter((code) => code !== "");

/** Codes may have a variant behind a dash, which people do not write: IST0101-host. */
const isCode = (finding: Finding, code: string): boolean =>
  finding.code === code || finding.code.split("-")[0] === code;

/** A key equal for a finding wherever it stands in its object; two alike on one object count as one. */
export function rowKey(finding: Finding): string {
  return `${findingKey(finding)}|${finding.path}`;
}
