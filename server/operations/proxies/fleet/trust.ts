import { X509Certificate } from "node:crypto";
import type { z } from "zod";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";
import type { Sourced } from "@/lib/evidence";
import type { ProxyTrust, TrustedRoot } from "@/lib/proxies/fleet/trust";
import { secretFromEntry, type Secret } from "@/lib/proxies/secret";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { Gathering } from "@/server/operations/gathering";
import { pemsOfSecret } from "@/server/operations/proxies/certificates";
import {
  readFleetPage,
  type fleetInputSchema,
  type FleetPage,
} from "@/server/operations/proxies/fleet/fleet-page";
import type { OperationContext } from "@/server/ports";

/** Which root certificates proxies trust and on which their own hang: one small page of each proxy. */
export function readTrust(
  ctx: OperationContext,
  input: z.infer<typeof fleetInputSchema>,
): Promise<Sourced<FleetPage<ProxyTrust>>> {
  const { proxyAdmin } = clusterSources(ctx, input.cluster);
  return readFleetPage(ctx, input, async (row: ProxyRow, gathering: Gathering) => {
    const { namespace, pod, podIp = "" } = row;
    const secrets = await gathering.take(
      `${namespace}/${pod}`,
      proxyAdmin.secrets(
        { namespace, pod, podIp },
        { purpose: "root certificates of every proxy", signal: ctx.signal },
      ),
    );
    return secrets === undefined ? undefined : { namespace, pod, ...trustFromSecrets(secrets) };
  });
}

/**
 * Trust from the elements of a dump's secrets. Source: Istio names the workload's pair `default` and the mesh's roots
 * `ROOTCA`; with certificates from files `file-root:…`.
 */
export function trustFromSecrets(
  elements: readonly Readonly<Record<string, unknown>>[],
): Pick<ProxyTrust, "roots" | "issuer"> {
  const secrets = elements.map((element) =>
    secretFromEntry(
      { id: "", section: "secrets", group: "dynamic_active_secrets", name: "", start: 0, end: 0 },
      element,
    ),
  );
  const roots = secrets.filter(isMeshRoot).flatMap(certificatesOf);
  const chain = secrets.filter(({ name }) => name === "default").flatMap(certificatesOf);
  const issuer = issuerOf(chain, roots);
  const distinct = new Map(roots.map((root) => [root.fingerprint256, factsOf(root)]));
  return {
    roots: [...distinct.values()].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    ...(issuer === undefined ? {} : { issuer }),
  };
}

function isMeshRoot({ name, kind }: Secret): boolean {
  return kind === "certificate_authority" && (name === "ROOTCA" || name.startsWith("file-root:"));
}

function certificatesOf(secret: Secret): readonly X509Certificate[] {
  return pemsOfSecret(secret).flatMap(({ pem }) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}

function factsOf(root: X509Certificate): TrustedRoot {
  return {
    fingerprint: root.fingerprint256,
    subject: root.subject ?? "",
    notBeforeMs: Date.parse(root.validFrom),
    notAfterMs: Date.parse(root.validTo),
  };
}

/** The root that vouches for the end of the chain, by signature: names of roots repeat when a root is changed. */
function issuerOf(chain: readonly X509Certificate[], roots: readonly X509Certificate[]): string | undefined {
  for (const certificate of chain.toReversed()) {
    const found = roots.find(
      (root) => root.fingerprint256 === certificate.fingerprint256 || certificate.verify(root.publicKey),
    );
    if (found !== undefined) return found.fingerprint256;
  }
  return undefined;
}
