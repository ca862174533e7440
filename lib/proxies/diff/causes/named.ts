import type { Cause } from "../change";
import { textField } from "@/lib/proxies/proto-json";
import { meaningText } from "../normal-form";
import { changedValue, type CauseContext } from "./context";
import { causeOfKind } from "./kind-candidates";

const policyName = /ns\[([^\]]+)\]-policy\[([^\]]+)\]-rule/;
/** Istio writes `extenstions.istio.io/wasmplugin/ns.name`, and since 1.30 `extensions.istio.io/trafficextension/ns.name~…`. */
const extensionName = /exten(?:st|s)ions\.istio\.io\/(?:wasmplugin|trafficextension)\/([^."/]+)\.([^"/~…]+)/;
const gatewayTable = /^https\.\d+\.[^.]+\.([^.]+)\.([^.]+)$/;

/** The policy that an RBAC filter names; the policies are keyed by it. Source: istiod's authz builder. */
function policyCause(context: CauseContext): Cause | undefined {
  const inPath = policyName.exec(context.pathText);
  const isFilter = /rbac/i.test(context.pathText);
  const text = inPath === null && isFilter ? meaningText(changedValue(context)) : "";
  const [, namespace = "", name = ""] = inPath ?? policyName.exec(text) ?? [];
  if (name !== "")
    return {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      namespace,
      name,
      confidence: "stated",
      reason: "policy_name",
    };
  return isFilter ? causeOfKind("security.istio.io/AuthorizationPolicy", context.facts) : undefined;
}

/** What the names in the configuration say: policies of RBAC, Wasm plugins, the Gateway of an HTTPS route table. */
export function namedCause(context: CauseContext): Cause | undefined {
  const policy = policyCause(context);
  if (policy !== undefined) return policy;
  const plugin = extensionName.exec(
    `${context.resource} ${textField(changedValue(context), "name") ?? ""} ${context.pathText}`,
  );
  if (plugin !== null)
    return {
      apiVersion: "extensions.istio.io/v1alpha1",
      kind: "WasmPlugin",
      namespace: plugin[1] ?? "",
      name: plugin[2] ?? "",
      confidence: "stated",
      reason: "extension_name",
    };
  const table =
    context.section === "routes" && context.pathText === "" ? gatewayTable.exec(context.resource) : null;
  if (table === null) return undefined;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    namespace: table[2] ?? "",
    name: table[1] ?? "",
    confidence: "stated",
    reason: "route_table_name",
  };
}
