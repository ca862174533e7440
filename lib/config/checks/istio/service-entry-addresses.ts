import { meshSettings } from "./mesh-settings";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { numberFrom, record, records, specOf, text, texts, type Loose } from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";

/** Whether proxies answer DNS with addresses of their own, so that hosts of ServiceEntries have some. */
function allocatesAddresses(settings: Loose): boolean {
  const metadata = record(record(settings["defaultConfig"])["proxyMetadata"]);
  const isOn = (key: string): boolean => `${String(metadata[key] ?? "")}` === "true";
  return (
    isOn("ISTIO_META_DNS_CAPTURE") &&
    (isOn("ISTIO_META_DNS_AUTO_ALLOCATE") || isOn("PILOT_ENABLE_IP_AUTOALLOCATE"))
  );
}

const hasAddress = (entry: Manifest): boolean =>
  texts(specOf(entry)["addresses"]).length > 0 || records(record(entry.status)["addresses"]).length > 0;

/** IST0134: a TCP port of a ServiceEntry without addresses takes the traffic of every address on that port. */
export const serviceEntryAddresses = listRule({
  codes: ["IST0134"],
  reads: [kindKeys.serviceEntry, kindKeys.configMap],
  check: ([entries], { objects }) => {
    if (allocatesAddresses(meshSettings(objects) ?? {})) return [];
    return entries.flatMap((entry) => {
      if (hasAddress(entry)) return [];
      return records(specOf(entry)["ports"]).flatMap(({ protocol, number }, at) => {
        const name = text(protocol).toUpperCase();
        if (name !== "" && name !== "TCP") return [];
        const port = `${numberFrom(number) ?? ""}`;
        return [
          findingOn(entry, {
            code: "IST0134",
            severity: "warning",
            path: `spec.ports[${at}]`,
            message: `The TCP port ${port} needs addresses: without them it takes the traffic of every address on that port`,
            params: { port },
          }),
        ];
      });
    });
  },
});
