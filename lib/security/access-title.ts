import type { AccessIntent, AccessRule, Callers, Operation } from "@/lib/security/access-intent";
import { targetWords } from "@/lib/security/target-spec";

const verbs = { ALLOW: "Allow", DENY: "Deny", AUDIT: "Audit" } as const;

/** `Allow GET /cart* on shop/cart from namespace orders`; of several rules the first, and how many follow. */
export function accessTitle({ action, target, rules }: AccessIntent): string {
  const place = targetWords(target);
  const [first, ...others] = rules;
  if (first === undefined) return `${verbs[action]} nothing on ${place}`;
  const more =
    others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "rule" : "rules"}`;
  return `${verbs[action]} ${whatWords(first)} on ${place}${fromWords(first)}${more}`;
}

const maxNamed = 3;

function listed(values: readonly string[]): string {
  if (values.length <= maxNamed) return values.join(", ");
  return `${values.slice(0, maxNamed).join(", ")} and ${values.length - maxNamed} more`;
}

function whatWords(rule: AccessRule): string {
  const words = operationWords(rule);
  const except = operationWords(rule.except);
  return `${words === "" ? "everything" : words}${except === "" ? "" : ` except ${except}`}`;
}

function operationWords({ methods, paths, hosts, ports }: Operation): string {
  return [
    listed(methods),
    listed(paths),
    hosts.length === 0 ? "" : `host ${listed(hosts)}`,
    ports.length === 0 ? "" : `port ${listed(ports)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function fromWords({ callers, notCallers }: AccessRule): string {
  const wanted = callerWords(callers);
  const unwanted = callerWords(notCallers);
  return `${wanted === "" ? "" : ` from ${wanted}`}${unwanted === "" ? "" : ` except from ${unwanted}`}`;
}

function callerWords(callers: Callers): string {
  const part = (word: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${word}${listed(values)}`];
  return [
    ...part("", callers.principals),
    ...part("namespace ", callers.namespaces),
    ...part("service account ", callers.serviceAccounts),
    ...part("token ", callers.requestPrincipals),
    ...part("address ", callers.ipBlocks),
    ...part("remote address ", callers.remoteIpBlocks),
  ].join(", ");
}
