import type { AmbientDifference } from "@/lib/ambient/model";
import { sourceWarning } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { phrase } from "@/lib/phrase";
import type { AmbientDump } from "@/lib/ambient/dump";
import { ambientDifferences, viewFromAmbientz, viewFromDump } from "@/lib/ambient/istiod-view";
import { wordField } from "@/lib/ambient/workload";
import { entryValue } from "@/lib/proxies/dump/read-entries";
import { textField } from "@/lib/proxies/proto-json";
import { parseAmbientDump } from "@/server/operations/ambient/parse";
import { readZtunnelBytes, type AmbientTarget } from "@/server/operations/ambient/target";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

export type AmbientSummary = {
  readonly counts: {
    readonly workloads: number;
    readonly services: number;
    readonly policies: number;
    readonly certificates: number;
    readonly connections: number;
    readonly pods: number;
  };
  readonly version?: string;
  readonly node?: string;
  readonly unhealthyWorkloads: number;
  /** Identities without a usable certificate. */
  readonly unavailableCertificates: number;
  /** The first leaf to expire. */
  readonly nextExpiryMs?: number;
  /** Absent when istiod could not be asked, or for a kept dump. */
  readonly differences?: readonly AmbientDifference[];
  readonly fetchedAtMs: number;
  readonly sizeBytes: number;
};

/** What a ztunnel holds, how it is, and where it differs from what istiod would send. */
export async function readAmbientSummary(
  ctx: OperationContext,
  target: AmbientTarget,
): Promise<Sourced<AmbientSummary>> {
  const gathering = new Gathering();
  const [{ data, warnings, evidence }, istiod] = await Promise.all([
    readZtunnelBytes(ctx, target),
    readAmbientz(ctx, target, gathering),
  ]);
  gathering.warnings.unshift(...warnings);
  gathering.evidence.unshift(...evidence);
  const dump = await parseAmbientDump(data);
  const expiries = dump.certificates.flatMap(({ chain }) => chain[0]?.expiresMs ?? []);
  return gathering.answer({
    counts: {
      workloads: dump.workloads.length,
      services: dump.services.length,
      policies: dump.policies.length,
      certificates: dump.certificates.length,
      connections: dump.connections.length,
      pods: dump.pods.length,
    },
    unhealthyWorkloads: dump.workloads.filter(({ status }) => status !== undefined && status !== "Healthy")
      .length,
    unavailableCertificates: dump.certificates.filter(({ state }) => state !== "available").length,
    fetchedAtMs: data.fetchedAtMs,
    sizeBytes: data.bytes.length,
    ...versionOf(data.bytes, dump),
    ...(expiries.length === 0 ? {} : { nextExpiryMs: Math.min(...expiries) }),
    ...(istiod === undefined ? {} : { differences: ambientDifferences(viewFromDump(dump), istiod) }),
  });
}

/** What istiod would tell a ztunnel; replicas build it from the same objects, so the first that answers is asked. */
async function readAmbientz(ctx: OperationContext, target: AmbientTarget, gathering: Gathering) {
  if ("snapshot" in target) return undefined;
  const sources = clusterSources(ctx, target.cluster);
  const call = { purpose: "what istiod would tell a ztunnel", signal: ctx.signal };
  const pages = await gathering.take("comparison with istiod", sources.controlPlane.debug("ambientz", call));
  const views = (pages ?? []).map(({ body }) => viewFromAmbientz(body));
  const view = views.find((each) => each !== undefined);
  if (view === undefined && views.length > 0)
    gathering.warnings.push(
      sourceWarning({
        source: "istiod",
        cluster: sources.name,
        reason: "empty",
        message: phrase("ambientz_empty"),
        hint: phrase("set_pilot_enable_ambient"),
        part: "comparison with istiod",
      }),
    );
  return view;
}

function versionOf(bytes: Uint8Array, { entries }: AmbientDump): { version?: string; node?: string } {
  const textAt = (id: string): unknown => {
    const entry = entries.find((candidate) => candidate.id === id);
    return entry === undefined ? undefined : entryValue(bytes, entry);
  };
  const version = textAt("version/version");
  const words = typeof version === "string" ? version : textField(version, "version");
  const node = wordField(textAt("config/config"), "local_node");
  return { ...(words === undefined ? {} : { version: words }), ...(node === undefined ? {} : { node }) };
}
