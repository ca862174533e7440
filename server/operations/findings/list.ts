import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ownersOf, type Owner } from "@/lib/config/owners";
import { SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { suppressedBy, type Suppressed, type Suppression } from "@/lib/findings/suppression";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { listSuppressions } from "@/server/database/suppression";
import { clusterSources } from "@/server/operations/cluster-sources";
import { findingsOf } from "@/server/operations/findings/engine";
import { findingId } from "@/server/operations/findings/finding-id";
import type { OperationContext } from "@/server/ports";

export type FindingRow = {
  readonly id: string;
  readonly finding: Finding;
  readonly owners: readonly Owner[];
  /** When the object was created. */
  readonly createdAtMs?: number;
  /** Absent when it counts. */
  readonly suppressed?: Suppressed;
};

export type FindingCounts = {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
};

export type FindingList = {
  readonly rows: readonly FindingRow[];
  readonly counts: FindingCounts;
  /** False when the database did not tell what is suppressed: then everything counts. */
  readonly suppressionsKnown: boolean;
};

/** Everything that the rules say of the scope, worst first, with what is suppressed and why. */
export async function listFindings(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly namespaces: readonly string[] },
): Promise<Sourced<FindingList>> {
  const sources = clusterSources(ctx, input.cluster);
  const [read, decided] = await Promise.all([findingsOf(sources, ctx), suppressionsOf(ctx, sources.name)]);
  const { inventory, findings } = read.data;
  const objects = indexOf(inventory.objects);
  const wanted = new Set(input.namespaces);
  const rows = findings
    .filter(({ object }) => wanted.size === 0 || object.namespace === "" || wanted.has(object.namespace))
    .map((finding) =>
      rowFrom(finding, objects.get(objectKey(finding.object)), decided.rows, inventory.nowMs),
    );
  return {
    data: {
      rows: distinct(rows).toSorted(worstFirst),
      counts: countsOf(rows),
      suppressionsKnown: decided.warning === undefined,
    },
    warnings: [...read.warnings, ...(decided.warning === undefined ? [] : [decided.warning])],
    evidence: read.evidence,
  };
}

async function suppressionsOf(
  ctx: OperationContext,
  cluster: string,
): Promise<{ readonly rows: readonly Suppression[]; readonly warning?: SourceWarning }> {
  try {
    return { rows: await listSuppressions(ctx.databaseUrl, cluster) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { rows: [], warning: warningFromError(error, "suppressed findings") };
  }
}

function indexOf(objects: MeshObjects): ReadonlyMap<string, Manifest> {
  const index = new Map<string, Manifest>();
  for (const list of Object.values(objects)) {
    for (const manifest of list) index.set(objectKey(refFromManifest(manifest)), manifest);
  }
  return index;
}

function rowFrom(
  finding: Finding,
  manifest: Manifest | undefined,
  suppressions: readonly Suppression[],
  nowMs: number,
): FindingRow {
  const created = Date.parse(manifest?.metadata.creationTimestamp ?? "");
  const suppressed = suppressedBy(finding, manifest, suppressions, nowMs);
  // What nobody writes by hand has nobody who keeps it.
  const isConfig = groupFromApiVersion(finding.object.apiVersion).includes(".");
  return {
    id: findingId(finding),
    finding,
    owners: manifest === undefined || !isConfig ? [] : ownersOf(manifest),
    ...(Number.isNaN(created) ? {} : { createdAtMs: created }),
    ...(suppressed === undefined ? {} : { suppressed }),
  };
}

const distinct = (rows: readonly FindingRow[]): readonly FindingRow[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

const rank = { error: 0, warning: 1, info: 2 } as const;
const worstFirst = (left: FindingRow, right: FindingRow): number =>
  rank[left.finding.severity] - rank[right.finding.severity] ||
  left.finding.code.localeCompare(right.finding.code) ||
  left.id.localeCompare(right.id);

function countsOf(rows: readonly FindingRow[]): FindingCounts {
  const counted = rows.filter(({ suppressed }) => suppressed === undefined);
  const of = (severity: Finding["severity"]) =>
    counted.filter(({ finding }) => finding.severity === severity).length;
  return {
    error: of("error"),
    warning: of("warning"),
    info: of("info"),
    suppressed: rows.length - counted.length,
  };
}
