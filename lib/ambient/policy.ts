import type { AmbientPolicy, AmbientWorkload, PolicyCondition } from "./model";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { isProtoObject, itemsField, textField } from "@/lib/proxies/proto-json";

type Placed = Pick<AmbientPolicy, "scope" | "namespace" | "name">;

/** Whether a policy holds for a workload: its scope, or the workload's own list. */
export function policyHoldsFor(policy: Placed, workload: Pick<AmbientWorkload, "namespace" | "policies">) {
  if (policy.scope === "Global") return true;
  if (policy.scope === "Namespace") return workload.namespace === policy.namespace;
  return workload.policies.includes(`${policy.namespace}/${policy.name}`);
}

/** A policy of the dump. Rules keep conditions that this console does not know, by ztunnel's own word for them. */
export function policyFromEntry(
  entry: DumpEntry,
  value: unknown,
  workloads: readonly AmbientWorkload[],
): AmbientPolicy {
  const placed = {
    name: textField(value, "name") ?? "",
    namespace: textField(value, "namespace") ?? "",
    scope: textField(value, "scope") ?? "",
  };
  return {
    id: entry.id,
    ...placed,
    action: textField(value, "action") ?? "",
    rules: itemsField(value, "rules").map((rule) =>
      listOf(rule).map((clause) => listOf(clause).map(conditionsOf)),
    ),
    workloadCount: workloads.filter((workload) => policyHoldsFor(placed, workload)).length,
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function conditionsOf(match: unknown): readonly PolicyCondition[] {
  if (!isProtoObject(match)) return [];
  return Object.entries(match).flatMap(([key, values]) => {
    const words = listOf(values).map(valueWords);
    if (words.length === 0) return [];
    const isNegated = /^not[A-Z]/.test(key);
    return { field: isNegated ? plainName(key.slice(3)) : key, isNegated, values: words };
  });
}

const plainName = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);

/** `{"exact": "a"}`, `{"prefix": "a"}`, an account object, or a plain value, as one writes it in a policy. */
function valueWords(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (!isProtoObject(value)) return JSON.stringify(value);
  const account = textField(value, "service_account");
  if (account !== undefined) return `${textField(value, "namespace") ?? ""}/${account}`;
  const [form, ...more] = Object.entries(value);
  if (form === undefined || more.length > 0) return JSON.stringify(value);
  const text = typeof form[1] === "string" ? form[1] : JSON.stringify(form[1]);
  switch (form[0].toLowerCase()) {
    case "exact":
      return text;
    case "prefix":
      return `${text}*`;
    case "suffix":
      return `*${text}`;
    case "presence":
      return "*";
    default:
      return `${form[0]} ${text}`;
  }
}
