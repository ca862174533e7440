import { listRule } from "@/lib/config/checks/define-rule";
import { grouped } from "@/lib/config/checks/grouped";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { nameOf, pairs, record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

type Held = { readonly gateway: Manifest; readonly certificate: string };

/** What two servers must have in common to show one certificate; undefined when nothing is known of it. */
function certificateOf(tls: Loose): string | undefined {
  const credential = text(tls["credentialName"]);
  if (credential !== "") return `credential ${credential}`;
  const files = [text(tls["serverCertificate"]), text(tls["privateKey"])];
  return files.includes("") ? undefined : `files ${files.join(" ")}`;
}

function heldBy(gateway: Manifest): readonly Held[] {
  return records(specOf(gateway)["servers"]).flatMap(({ tls }) => {
    const certificate = certificateOf(record(tls));
    return certificate === undefined ? [] : [{ gateway, certificate }];
  });
}

/** IST0138: Gateways on the same workloads share a certificate; browsers that reuse the connection get 404. */
export const gatewayCertificates = listRule({
  codes: ["IST0138"],
  reads: [kindKeys.gateway],
  check: ([gateways]) => {
    const byCertificate = grouped(gateways.flatMap(heldBy), ({ certificate }) => certificate);
    return gateways.flatMap((gateway) => {
      const selector = pairs(specOf(gateway)["selector"]);
      const certificates = new Set(heldBy(gateway).map(({ certificate }) => certificate));
      const rivals = [...certificates].flatMap((certificate) =>
        (byCertificate.get(certificate) ?? [])
          .map(({ gateway: other }) => other)
          .filter(
            (other) => other !== gateway && selectorMatches(selector, pairs(specOf(other)["selector"])),
          ),
      );
      return [...new Set(rivals)].map((other) =>
        findingOn(gateway, {
          code: "IST0138",
          severity: "warning",
          path: "spec.servers",
          message: `${nameOf(other)} shows the same certificate: reused HTTP/2 connections end in 404`,
          params: { gateway: nameOf(other) },
        }),
      );
    });
  },
});
