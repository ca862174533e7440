import { schemaOfKind, type JsonSchema } from "@/lib/config/schema/json-schema";
import type { Evidence, Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type KindSchema = {
  /** Absent when the cluster does not serve this version of the kind. */
  readonly schema?: JsonSchema;
  /** Versions in which the cluster serves the kind; empty when it does not have it at all. */
  readonly servedVersions: readonly string[];
};

type KindQuery = {
  readonly cluster: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
};

/** The schema that the cluster publishes for one version of a kind, complete in itself. Throws SourceError. */
export async function readSchema(ctx: OperationContext, query: KindQuery): Promise<Sourced<KindSchema>> {
  const sources = clusterSources(ctx, query.cluster);
  const startMs = ctx.nowMs();
  const asked = await schemaOf(ctx, sources, query);
  const evidence: Evidence = {
    source: "kubernetes",
    cluster: sources.name,
    kind: "http",
    request: `GET /openapi/v3/${query.group === "" ? "api" : `apis/${query.group}`}/${query.version}`,
    purpose: "schema of the kind",
    atMs: startMs,
    durationMs: ctx.nowMs() - startMs,
    rows: asked.schema === undefined ? 0 : 1,
  };
  const others = asked.served.filter((version) => version !== query.version);
  const schemas = await Promise.all(
    others.map(async (version) => ({ version, ...(await schemaOf(ctx, sources, { ...query, version })) })),
  );
  const data: KindSchema = {
    ...(asked.schema === undefined ? {} : { schema: asked.schema }),
    servedVersions: [
      ...(asked.schema === undefined ? [] : [query.version]),
      ...schemas.flatMap(({ version, schema }) => (schema === undefined ? [] : [version])),
    ],
  };
  return { data, warnings: [], evidence: [evidence] };
}

async function schemaOf(ctx: OperationContext, sources: ClusterSources, { group, version, kind }: KindQuery) {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const call = { purpose: "schema of the kind", signal: ctx.signal };
  const { document, servedVersions } = await sources.kubernetes.openApi(apiVersion, call);
  return {
    schema: document === undefined ? undefined : schemaOfKind(document, { group, version, kind }),
    served: servedVersions,
  };
}
