import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { messages } from "@/lib/i18n/messages";

/** Codes that are put together from parts where they are made. */
const composed = [
  ...["given", "literal", "service", "route", "listener", "nothing"].map((from) => `address_${from}`),
  ...["destination_ip", "server_name", "transport_protocol", "application_protocols"].map(
    (fact) => `fact_${fact}`,
  ),
  ...["direct_source", "source_type", "source_ip", "source_port"].map((fact) => `fact_${fact}`),
  ...["unhealthy", "draining", "ejected", "degraded"].map((state) => `endpoint_${state}`),
  ...["subset", "fallback_any", "fallback_default", "no_subset"].map((kind) => `subset_${kind}`),
  ...["strict", "permissive", "disabled", "unknown"].map((mode) => `tls_${mode}`),
  ...["allowed", "denied", "unknown"].map((is) => `rbac_shadow_${is}`),
  ...["service", "namespace"].map((by) => `waypoint_by_${by}`),
  "exact",
  "prefix",
  "suffix",
  "contains",
  "destination_ip",
  "source_ip",
  "remote_ip",
];

/** Every code that a source file gives as a plain text. */
function codesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return codesOf(path);
    if (!path.endsWith(".ts") || path.includes(".test.") || path.includes("-fixture")) return [];
    const text = readFileSync(path, "utf8");
    const calls = /\b(?:no|unknown|because|opaque|passes)\(\s*"([a-z][a-z0-9_]*)"/g;
    const checked = /\b(?:yesIf|not)\([^;]*?(?<!=== )"([a-z][a-z0-9_]*)"(?:,\s*\{[^}]*\})?,?\s*\)/g;
    const literals = /\bcode: "([a-z][a-z0-9_]*)"/g;
    return [calls, checked, literals].flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => match[1] ?? ""),
    );
  });
}

describe("reasons", () => {
  it.each(["en", "zh"] as const)("each have a text in %s", (language) => {
    const texts: Readonly<Record<string, string>> = messages[language].explain.because;
    const folders = ["lib/proxies/explain", "lib/proxies/explain-flow", "server/operations/explain"];
    const codes = new Set([...composed, ...folders.flatMap(codesOf)]);
    expect(codes.size).toBeGreaterThan(150);
    expect([...codes].filter((code) => texts[code] === undefined)).toEqual([]);
  });
});
