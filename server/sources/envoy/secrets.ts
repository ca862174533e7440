import { z } from "zod";
import { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { DumpScanner } from "@/lib/proxies/dump/scanner";
import type { Call, ProxyAddress } from "@/server/ports";
import { evidenceFromAnswer } from "../request";
import type { Asking } from "./turns";

const path = "/config_dump?resource=dynamic_active_secrets";
const timeoutMs = 10_000;
const maxBytes = 4 * 1_048_576;

const answerSchema = z.looseObject({ configs: z.array(z.record(z.string(), z.unknown())).default([]) });

/** Reads the secrets alone: a small page of Envoy's, where its whole dump may be large. Redacted like that. */
export function createSecretsReader(cluster: string, { reach, inTurn }: Asking) {
  return (proxy: ProxyAddress, call: Call): Promise<Sourced<readonly Readonly<Record<string, unknown>>[]>> =>
    inTurn(proxy, path, call, async (signal) => {
      const answer = await reach(proxy).stream(path, { signal, timeoutMs, maxBytes });
      const scanner = new DumpScanner();
      for await (const chunk of answer.data) scanner.push(chunk);
      if (scanner.end() !== "complete")
        throw new SourceError("the list of secrets ends early", {
          source: "envoy",
          cluster,
          reason: "truncated",
        });
      const text = Buffer.concat([...scanner.blocks()]).toString("utf8");
      const { configs } = answerSchema.parse(JSON.parse(text));
      return {
        data: configs,
        warnings: [],
        evidence: [evidenceFromAnswer(answer, { purpose: call.purpose, rows: configs.length })],
      };
    });
}
