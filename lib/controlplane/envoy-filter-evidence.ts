import "@/lib/browser-zod";
import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import type { NackPart } from "./nack";
import { portOf, type CandidateReason, type NackFacts } from "./nack-facts";
import type { XdsType } from "./sync";

const patchSchema = z.looseObject({
  applyTo: z.string().default(""),
  match: z
    .looseObject({
      context: z.string().default("ANY"),
      listener: z.looseObject({ name: z.string().optional(), portNumber: z.number().optional() }).optional(),
      cluster: z
        .looseObject({
          name: z.string().optional(),
          service: z.string().optional(),
          subset: z.string().optional(),
          portNumber: z.number().optional(),
        })
        .optional(),
      routeConfiguration: z
        .looseObject({ name: z.string().optional(), portNumber: z.number().optional() })
        .optional(),
    })
    .default({ context: "ANY" }),
  patch: z.looseObject({ operation: z.string().default(""), value: z.unknown().optional() }).optional(),
});
type Patch = z.infer<typeof patchSchema>;

const filterSchema = z.looseObject({
  workloadSelector: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).optional(),
  targetRefs: z.array(z.unknown()).optional(),
  configPatches: z.array(z.unknown()).default([]),
});

/** The xDS types in which a patch shows; routes of inbound listeners are part of the listener. */
const typesByTarget: Readonly<Record<string, readonly XdsType[]>> = {
  LISTENER: ["lds"],
  FILTER_CHAIN: ["lds"],
  NETWORK_FILTER: ["lds"],
  HTTP_FILTER: ["lds"],
  LISTENER_FILTER: ["lds"],
  ROUTE_CONFIGURATION: ["rds", "lds"],
  VIRTUAL_HOST: ["rds", "lds"],
  HTTP_ROUTE: ["rds", "lds"],
  CLUSTER: ["cds"],
  EXTENSION_CONFIG: ["ecds", "lds"],
};

/** Why this EnvoyFilter may be behind the refusal; empty when it cannot be, for it does not reach this proxy or type. */
export function envoyFilterEvidence(manifest: Manifest, facts: NackFacts): readonly CandidateReason[] {
  const parsed = filterSchema.safeParse(manifest.spec ?? {});
  if (!parsed.success) return [];
  const { proxy } = facts;
  const namespace = manifest.metadata.namespace ?? "";
  if (namespace !== proxy.namespace && namespace !== rootNamespace) return [];
  if (!selectorMatches(parsed.data.workloadSelector?.labels, proxy.labels)) return [];
  const best = parsed.data.configPatches
    .flatMap((raw) => {
      const patch = patchSchema.safeParse(raw);
      return patch.success ? [patchEvidence(patch.data, facts)] : [];
    })
    .toSorted((a, b) => rank(b) - rank(a));
  return best[0] ?? [];
}

function rank(reasons: readonly CandidateReason[]): number {
  return reasons.length + (reasons.some(({ code }) => code === "quoted") ? 10 : 0);
}

function patchEvidence(patch: Patch, { part, proxy }: NackFacts): readonly CandidateReason[] {
  if (!(typesByTarget[patch.applyTo] ?? []).includes(part.type)) return [];
  if (!isInContext(patch.match.context, part, proxy.isGateway)) return [];
  const match = matchOf(patch, part);
  if (match === "other") return [];
  const reasons: CandidateReason[] = [{ code: "patches", text: patch.applyTo }];
  if (match !== "any") reasons.push({ code: "matches", text: match.name });
  const quoted = quotedIn(patch, part);
  return quoted === undefined ? reasons : [{ code: "quoted", text: quoted }, ...reasons];
}

function isInContext(context: string, { resource = "", type }: NackPart, isGateway: boolean): boolean {
  if (context === "ANY") return true;
  if ((context === "GATEWAY") !== isGateway) return false;
  if (isGateway || resource === "" || type === "ecds") return true;
  const isInbound = resource === "virtualInbound" || resource.startsWith("inbound");
  return (context === "SIDECAR_INBOUND") === isInbound;
}

/** "any" when the patch names no resource, "other" when it names another one. */
function matchOf(
  { match }: Patch,
  { resource, type }: NackPart,
): "any" | "other" | { readonly name: string } {
  if (resource === undefined) return "any";
  if (type === "cds") return match.cluster === undefined ? "any" : clusterMatch(match.cluster, resource);
  const { name, portNumber } = (type === "rds" ? match.routeConfiguration : match.listener) ?? {};
  // Inbound listeners are chains of one listener, so its port is none of theirs.
  const isInbound = resource === "virtualInbound";
  if (name !== undefined) return name === resource || isInbound ? { name } : "other";
  if (portNumber === undefined || isInbound) return "any";
  const port = portOf(resource);
  if (port === undefined) return "any";
  return port === portNumber ? { name: String(portNumber) } : "other";
}

function clusterMatch(
  wanted: NonNullable<Patch["match"]["cluster"]>,
  resource: string,
): "any" | "other" | { readonly name: string } {
  const cluster = parseEnvoyClusterName(resource);
  const { name, service, subset, portNumber } = wanted;
  if (name !== undefined) return name === resource ? { name } : "other";
  if (service === undefined && subset === undefined && portNumber === undefined) return "any";
  const isSame =
    cluster !== undefined &&
    (service === undefined || service === cluster.host) &&
    (subset === undefined || subset === cluster.subset) &&
    (portNumber === undefined || portNumber === cluster.port);
  return isSame ? { name: resource } : "other";
}

/** What Envoy's words and the patch both say: the script that does not load, or a name. */
function quotedIn({ patch }: Patch, { words, subjects, resource }: NackPart): string | undefined {
  const texts = textsIn(patch?.value);
  const chunk = /\[string "((?:[^"\\]|\\.)*?)(?:\.\.\.)?"\]/.exec(words)?.[1];
  if (chunk !== undefined && texts.some((text) => text.trimStart().startsWith(chunk))) return chunk;
  const names = [...subjects, ...(resource === undefined ? [] : [resource])];
  return names.find(
    (name) => name.length > 3 && texts.some((text) => text === name || text.endsWith(`/${name}`)),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
