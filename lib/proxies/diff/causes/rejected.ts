import { parseNack } from "@/lib/controlplane/nack";
import { nackCandidates } from "@/lib/controlplane/nack-candidates";
import type { XdsType } from "@/lib/controlplane/sync";
import { textField } from "@/lib/proxies/proto-json";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { Cause } from "../change";
import { changedValue, objectsThen, type CauseContext } from "./context";

const types: Readonly<Record<string, XdsType>> = {
  listeners: "lds",
  clusters: "cds",
  routes: "rds",
  endpoints: "eds",
  secrets: "sds",
  ecds: "ecds",
};

/**
 * The object behind what Envoy refused, found as the board of rejections finds it: from Envoy's own words. A refusal that
 * is over may have ended with its object.
 */
export function rejectionCause(context: CauseContext): Cause | undefined {
  const { section, resource, facts } = context;
  const type = types[section];
  const words = textField(changedValue(context), "details");
  const objects = objectsThen(facts);
  if (type === undefined || words === undefined || objects === undefined) return undefined;
  const [part] = parseNack(words, type);
  if (part === undefined) return undefined;
  const [first] = nackCandidates({
    part: { ...part, ...(resource === "" ? {} : { resource }) },
    objects,
    proxy: {
      namespace: facts.proxy?.namespace ?? rootNamespace,
      labels: facts.proxy?.labels ?? {},
      isGateway: context.lookup("right", "listeners", "virtualInbound") === undefined,
    },
    ...(facts.rightAtMs === undefined ? {} : { sentAtMs: facts.rightAtMs }),
  });
  if (first === undefined) return undefined;
  const isQuoted = first.reasons.some(({ code }) => code === "quoted" || code === "stamped");
  return { ...first.ref, confidence: isQuoted ? "derived" : "guessed", reason: "rejection" };
}
