import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { record, records, text } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

function isIstioWebhook({ kind, metadata: { name } }: Manifest): boolean {
  return kind === "ValidatingWebhookConfiguration"
    ? name === "istiod-default-validator" || name.startsWith("istio-validator")
    : name.startsWith("istio-sidecar-injector");
}

/** The host of a URL; undefined for one that cannot be read. */
function hostOf(url: string): string | undefined {
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  if (authority === undefined) return /^[a-z][a-z\d+.-]*:|[\s]|^:/i.test(url) ? undefined : "";
  const host = /^(?:[^@]*@)?(\[[\da-f:.]+\]|[^:[\]\s%<>"]*)(?::\d*)?$/i.exec(authority)?.[1];
  return host?.replace(/^\[|\]$/g, "");
}

const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");

function findingOf(manifest: Manifest, webhook: string, at: number, config: unknown): Finding | undefined {
  const { url, service } = record(config);
  const path = `webhooks[${at}].clientConfig`;
  const invalid = (variant: string, message: string): Finding =>
    findingOn(manifest, {
      code: "IST0163",
      severity: "warning",
      path,
      message,
      params: { variant, webhook, url: text(url) },
    });
  if (typeof url !== "string") {
    if (isRecord(service)) return undefined;
    return invalid("blank", `The webhook ${webhook} has no address of a control plane`);
  }
  const host = hostOf(url);
  if (host === undefined)
    return invalid("format", `The webhook ${webhook} has the unreadable address ${url}`);
  if (!isAddress(host)) return undefined;
  return findingOn(manifest, {
    code: "IST0164",
    severity: "info",
    path: `${path}.url`,
    message: `The webhook ${webhook} names the control plane by address (${url}), not by a host name`,
    params: { webhook, url },
  });
}

/** IST0163, IST0164: webhooks of Istio that reach their control plane at no address or at a bare IP. */
export const externalControlPlane = objectRule({
  codes: ["IST0163", "IST0164"],
  reads: [kindKeys.validatingWebhook, kindKeys.mutatingWebhook],
  saysOnce: true,
  check: (manifest) => {
    if (!isIstioWebhook(manifest)) return [];
    return records(manifest["webhooks"]).flatMap(
      ({ name, clientConfig }, at) => findingOf(manifest, text(name), at, clientConfig) ?? [],
    );
  },
});
