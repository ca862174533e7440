import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { Cause } from "../change";
import { isTimeBetween, writtenBetween, type CauseFacts } from "./context";

/**
 * The one object of a kind that fits and was written or deleted between the two reads; undefined when there is none,
 * several, or nothing says when they were written.
 */
export function causeWritten(
  key: string,
  facts: CauseFacts,
  fits: (manifest: Manifest) => boolean,
): Cause | undefined {
  const living = (facts.objects?.[key] ?? []).filter(
    (manifest) => fits(manifest) && writtenBetween(manifest, facts) === true,
  );
  const past = (facts.former ?? [])
    .filter(({ atMs }) => isTimeBetween(atMs, facts) === true)
    .map(({ manifest }) => manifest)
    .filter(
      (manifest) => `${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}` === key && fits(manifest),
    );
  const touched = new Map([...past, ...living].map((each) => [objectKey(refFromManifest(each)), each]));
  const [only] = touched.values();
  if (only === undefined || touched.size > 1) return undefined;
  const { apiVersion, kind, metadata } = only;
  return {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    confidence: "derived",
    reason: living.includes(only) ? "written_between" : "deleted_between",
  };
}

/** The mesh's own settings, where they were written between the two reads. */
export function settingsWritten(facts: CauseFacts): Cause | undefined {
  return causeWritten(
    "/ConfigMap",
    facts,
    ({ metadata }) => metadata.name === "istio" && metadata.namespace === rootNamespace,
  );
}
