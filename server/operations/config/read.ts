import { phrase } from "@/lib/phrase";
import { stringify } from "yaml";
import { cleanManifest } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import { kinds } from "@/lib/config/kinds";
import { refFromManifest } from "@/lib/config/manifest";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { meshLookup } from "@/lib/config/references/mesh-lookup";
import type { IncomingReference, Reference } from "@/lib/config/references/reference";
import { referencesOf, referencesTo } from "@/lib/config/references/references";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { objectKey, printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readLive } from "@/server/operations/changes/read-live";
import { findingsOf } from "@/server/operations/findings/engine";
import type { OperationContext } from "@/server/ports";

export type ConfigObject = {
  readonly ref: ObjectRef;
  readonly yaml: string;
  /** With what the API server adds. */
  readonly fullYaml: string;
  readonly createdAtMs?: number;
  readonly owners: readonly Owner[];
  readonly findings: readonly Finding[];
  /** The state that an edit starts from. */
  readonly resourceVersion: string;
  readonly references: readonly Reference[];
  readonly referencedBy: readonly IncomingReference[];
  /** Why nothing may be written; absent when it may. */
  readonly readOnlyReason?: string;
};

export type ConfigQuery = {
  readonly cluster: string;
  /** Decides between kinds of one name (Gateway); "" is the core group, absent takes whichever has the object. */
  readonly group?: string | undefined;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** One object as the API server has it now. Throws not_found, for an unknown kind too. */
export async function readConfig(ctx: OperationContext, query: ConfigQuery): Promise<Sourced<ConfigObject>> {
  const sources = clusterSources(ctx, query.cluster);
  const refs = refsOf(query);
  if (refs.length === 0) {
    throw new ConsoleError("not_found", phrase("kind_not_read", { kind: query.kind }), {
      details: { field: "kind" },
    });
  }
  const [live, checked] = await Promise.all([
    readLive(sources, refs, ctx),
    findingsOf(sources, ctx, "known"),
  ]);
  const { objects } = checked.data.inventory;
  const manifest = live.objects.find((object) => object.manifest !== undefined)?.manifest;
  if (manifest === undefined) {
    throw new ConsoleError("not_found", phrase("no_object", { object: printObjectRef(query) }), {
      hint: phrase("back_to_list"),
    });
  }
  const ref = refFromManifest(manifest);
  const lookup = meshLookup(objects);
  const created = Date.parse(manifest.metadata.creationTimestamp ?? "");
  const data: ConfigObject = {
    ref,
    yaml: stringify(cleanManifest(manifest)),
    fullYaml: stringify(manifest),
    ...(Number.isNaN(created) ? {} : { createdAtMs: created }),
    owners: ownersOf(manifest),
    resourceVersion: manifest.metadata.resourceVersion ?? "",
    references: referencesOf(manifest, lookup),
    referencedBy: referencesTo(ref, objects, lookup),
    ...(ctx.readOnlyReason === undefined ? {} : { readOnlyReason: ctx.readOnlyReason }),
    findings: checked.data.findings.filter(({ object }) => objectKey(object) === objectKey(ref)),
  };
  return { data, warnings: checked.warnings, evidence: live.evidence };
}

function refsOf({ group, kind, namespace, name }: ConfigQuery): readonly ObjectRef[] {
  return kinds
    .filter((info) => info.kind === kind && (group === undefined || info.group === group))
    .map((info) => ({
      apiVersion: info.group === "" ? "v1" : `${info.group}/${info.versions[0] ?? "v1"}`,
      kind,
      namespace: info.namespaced ? namespace : "",
      name,
    }));
}
