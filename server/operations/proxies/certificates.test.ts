import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createDumpReader } from "@/lib/proxies/dump/reader";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import { secretRowFromEntry } from "@/server/operations/proxies/section";

const acceptance = "../shared/acceptance/envoy";

function secretsOf(file: string) {
  const reader = createDumpReader(scanDumpBytes(readFileSync(`${acceptance}/${file}`)));
  return reader.ofSection("secrets").map((entry) => secretRowFromEntry(entry, reader.value(entry)));
}

const second = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
const kinds: Readonly<Record<string, string>> = {
  "Cert Chain": "certificate_chain",
  CA: "certificate_authority",
};

describe.skipIf(!existsSync(acceptance))("certificates of a dump", () => {
  it("are those of the summary's table: kind, state, serial, validity", () => {
    const text = readFileSync(`${acceptance}/waypoint.summary.txt`, "utf8");
    const part = text.split("------ SECRET INFO ------")[1]?.split("------ ")[0] ?? "";
    const theirs = part
      .split("\n")
      .filter((line) => line.startsWith("secret/"))
      .map((line) => {
        const [name = "", kind = "", state, , serial = "", notAfter, notBefore] = line.trim().split(/\s{2,}/);
        return [
          name.replace("secret/", ""),
          kinds[kind],
          state,
          BigInt(`0x${serial}`).toString(16),
          notAfter,
          notBefore,
        ];
      });
    const ours = secretsOf("waypoint.json").map(({ name, kind, isDelivered, certificates }) => {
      const [leaf] = certificates;
      return [
        name,
        kind,
        isDelivered ? "ACTIVE" : "WARMING",
        BigInt(`0x${leaf?.serial ?? "0"}`).toString(16),
        second(leaf?.notAfterMs ?? 0),
        second(leaf?.notBeforeMs ?? 0),
      ];
    });
    expect(ours).toEqual(theirs);
  });

  it("are read from every secret that holds one, whole chains of them", () => {
    const secrets = secretsOf("secrets-istio.json");
    expect(secrets.length).toBeGreaterThan(0);
    for (const { name, isDelivered, certificates } of secrets)
      expect([name, certificates.length > 0]).toEqual([name, isDelivered]);
    const [chain] = secrets.filter(({ kind }) => kind === "certificate_chain");
    expect(chain?.certificates[0]?.subjectAltNames[0]).toMatch(/^spiffe:\/\//);
  });
});
