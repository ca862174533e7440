import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { allowsUpgrade } from "@/lib/proxies/explain/upgrade";
import type { Outcome } from "@/lib/proxies/explain-flow/explanation";

/** The 403 for an upgrade, or a CONNECT, that neither route nor manager allows; before any filter. */
export function upgradeRefusal(
  hcm: unknown,
  action: unknown,
  request: ExplainedRequest,
): Outcome | undefined {
  const answer = allowsUpgrade(hcm, action, request);
  if (answer.is !== "no") return undefined;
  return { kind: "answered", status: 403, flag: "", details: "upgrade_failed", because: answer.because };
}
