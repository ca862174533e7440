import { authorizationPolicySchema } from "@/lib/xds/authorization-spec";
import { parsedObjects, rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";

/** Values of one kind that a rule asks for, in ztunnel's words. */
export type KnownMatch = Readonly<Record<string, readonly unknown[]>>;

export type KnownPolicy = {
  readonly name: string;
  readonly namespace: string;
  readonly scope: "Global" | "Namespace" | "WorkloadSelector";
  readonly action: "Allow" | "Deny";
  /** Set for those that select workloads by their labels. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly rules: readonly (readonly (readonly KnownMatch[])[])[];
};

const strictName = "istio_converted_static_strict";
/** What istiod makes of STRICT for workloads behind a ztunnel. */
export const strictPolicy = `${rootNamespace}/${strictName}`;

/** The policies that ztunnels enforce, in their form: what speaks of HTTP is never met by an ALLOW, and left out of a DENY. */
export function knownPolicies(objects: MeshObjects): readonly KnownPolicy[] {
  const key = "security.istio.io/AuthorizationPolicy";
  const own = parsedObjects(objects, key, authorizationPolicySchema).flatMap(
    ({ name, namespace, spec }): readonly KnownPolicy[] => {
      const action = spec.action ?? "ALLOW";
      const isBound = spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0;
      if (isBound || (action !== "ALLOW" && action !== "DENY")) return [];
      const selector = spec.selector?.matchLabels;
      const isSelecting = Object.keys(selector ?? {}).length > 0;
      return [
        {
          name,
          namespace,
          scope: isSelecting ? "WorkloadSelector" : namespace === rootNamespace ? "Global" : "Namespace",
          action: action === "DENY" ? "Deny" : "Allow",
          selector: isSelecting ? selector : undefined,
          rules: (spec.rules ?? []).flatMap((rule) => ruleOf(rule, action === "ALLOW") ?? []),
        },
      ];
    },
  );
  return [...own, strictRule()];
}

function strictRule(): KnownPolicy {
  return {
    name: strictName,
    namespace: rootNamespace,
    scope: "WorkloadSelector",
    action: "Deny",
    selector: undefined,
    rules: [[[{ notPrincipals: [{ presence: {} }] }]]],
  };
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? { ...value } : {};
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];

const httpFields = ["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"];

function ruleOf(rule: unknown, isAllow: boolean): [readonly (readonly KnownMatch[])[]] | undefined {
  const { from, to } = fieldsOf(rule);
  const operations = (Array.isArray(to) ? to : []).map((each) => fieldsOf(fieldsOf(each)["operation"]));
  const asksHttp = operations.some((operation) => httpFields.some((key) => operation[key] !== undefined));
  if (isAllow && asksHttp) return undefined;
  const sources = (Array.isArray(from) ? from : []).map((each) => sourceMatch(fieldsOf(each)["source"]));
  const ports = operations.map((operation) => ({
    destinationPorts: textsOf(operation["ports"]).map(Number),
    notDestinationPorts: textsOf(operation["notPorts"]).map(Number),
  }));
  return [[sources, ports].map((clause) => clause.map(withoutEmpty).filter(isAsking)).filter(isAsking)];
}

function sourceMatch(source: unknown): KnownMatch {
  const fields = fieldsOf(source);
  const matches = (key: string) => textsOf(fields[key]).map(stringMatch);
  return {
    principals: matches("principals"),
    notPrincipals: matches("notPrincipals"),
    namespaces: matches("namespaces"),
    notNamespaces: matches("notNamespaces"),
    sourceIps: textsOf(fields["ipBlocks"]),
    notSourceIps: textsOf(fields["notIpBlocks"]),
  };
}

function stringMatch(text: string): Readonly<Record<string, unknown>> {
  if (text === "*") return { presence: {} };
  if (text.startsWith("*")) return { suffix: text.slice(1) };
  return text.endsWith("*") ? { prefix: text.slice(0, -1) } : { exact: text };
}

const withoutEmpty = (match: KnownMatch): KnownMatch =>
  Object.fromEntries(Object.entries(match).filter(([, values]) => values.length > 0));
const isAsking = (value: object): boolean => Object.keys(value).length > 0;
