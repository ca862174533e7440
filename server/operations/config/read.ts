import { stringify } from "yaml";
import { checkRouting } from "@/lib/config/check";
import { cleanManifest } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import { kinds } from "@/lib/config/kinds";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { objectKey, printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readLive } from "@/server/operations/changes/read-live";
import { readSnapshot } from "@/server/operations/routing/snapshot";
import type { OperationContext } from "@/server/ports";

export type ConfigObject = {
  readonly ref: ObjectRef;
  readonly yaml: string;
  /** With what the API server adds. */
  readonly fullYaml: string;
  readonly createdAtMs?: number;
  readonly owners: readonly Owner[];
  readonly findings: readonly Finding[];
};

export type ConfigQuery = {
  readonly cluster: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** One object as the API server has it now. Throws not_found, for an unknown kind too. */
export async function readConfig(ctx: OperationContext, query: ConfigQuery): Promise<Sourced<ConfigObject>> {
  const sources = clusterSources(ctx, query.cluster);
  const info = kinds.find(({ group, kind }) => group === query.group && kind === query.kind);
  const version = info?.versions[0];
  if (info === undefined || version === undefined) {
    throw new ConsoleError("not_found", `${query.kind} is no kind that this console reads`, {
      details: { field: "kind" },
    });
  }
  const apiVersion = info.group === "" ? version : `${info.group}/${version}`;
  const ref = { apiVersion, kind: info.kind, namespace: query.namespace, name: query.name };
  const [live, snapshot] = await Promise.all([
    readLive(sources, [ref], ctx),
    readSnapshot(sources, ctx.signal),
  ]);
  const manifest = live.objects[0]?.manifest;
  if (manifest === undefined) {
    throw new ConsoleError("not_found", `There is no ${printObjectRef(ref)}`, {
      hint: "It may have been deleted: go back to the list.",
    });
  }
  const created = Date.parse(manifest.metadata.creationTimestamp ?? "");
  const data: ConfigObject = {
    ref: { ...ref, apiVersion: manifest.apiVersion },
    yaml: stringify(cleanManifest(manifest)),
    fullYaml: stringify(manifest),
    ...(Number.isNaN(created) ? {} : { createdAtMs: created }),
    owners: ownersOf(manifest),
    findings: checkRouting(snapshot.data).filter(({ object }) => objectKey(object) === objectKey(ref)),
  };
  return { data, warnings: snapshot.warnings, evidence: live.evidence };
}
