import type { AuthorizationPolicy } from "@/lib/xds/authorization";
import type { OperationSpec } from "@/lib/xds/authorization-spec";

/** A request that stands for all those that the policies can't tell from it. "" is "any other". */
export type AccessProbe = {
  readonly methodLabel: string;
  readonly pathLabel: string;
  readonly hostLabel: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
};

const maxProbes = 400;
const otherMethod = "HEDDLE-OTHER";
const otherPath = "/heddle-other-path";

/**
 * One request for each combination of methods, paths and hosts that the policies speak of, and one for what they do
 * not mention. At most 400; `isCut` when there would be more.
 */
export function accessProbes(
  policies: readonly AuthorizationPolicy[],
  host: string,
): { readonly probes: readonly AccessProbe[]; readonly isCut: boolean } {
  const operations: readonly OperationSpec[] = policies.flatMap(({ spec }) =>
    (spec.rules ?? []).flatMap((rule) =>
      (rule.to ?? []).flatMap(({ operation }) => (operation === undefined ? [] : [operation])),
    ),
  );
  const texts = (fields: readonly (readonly string[] | undefined)[]) => [
    ...new Set(fields.flatMap((field) => field ?? [])),
  ];
  const methods = texts(operations.flatMap(({ methods: a, notMethods: b }) => [a, b]));
  const paths = texts(operations.flatMap(({ paths: a, notPaths: b }) => [a, b]));
  const hosts = texts(operations.flatMap(({ hosts: a, notHosts: b }) => [a, b]));
  const methodChoices = [
    ...methods
      .filter((method) => method !== "*")
      .map((method) => ({ label: method, value: exampleOf(method) })),
    { label: "", value: methods.length === 0 ? "GET" : otherMethod },
  ];
  const pathChoices = [
    ...paths.filter((path) => path !== "*").map((path) => ({ label: path, value: examplePath(path) })),
    { label: "", value: paths.length === 0 ? "/" : otherPath },
  ];
  const hostChoices = [
    ...hosts.filter((one) => one !== "*").map((one) => ({ label: one, value: exampleOf(one) })),
    { label: "", value: host },
  ];
  const probes = hostChoices.flatMap((hostChoice) =>
    pathChoices.flatMap((path) =>
      methodChoices.map((method) => ({
        methodLabel: method.label,
        pathLabel: path.label,
        hostLabel: hosts.length === 0 ? "" : hostChoice.label,
        method: method.value,
        path: path.value,
        host: hostChoice.value,
      })),
    ),
  );
  return { probes: probes.slice(0, maxProbes), isCut: probes.length > maxProbes };
}

function exampleOf(pattern: string): string {
  if (pattern.startsWith("*")) return `x${pattern.slice(1)}`;
  return pattern.endsWith("*") ? `${pattern.slice(0, -1)}x` : pattern;
}

/** A path that the pattern matches, and as few other patterns as possible. */
function examplePath(pattern: string): string {
  if (pattern.includes("{*")) return pattern.replaceAll("{**}", "heddle/any").replaceAll("{*}", "heddle-any");
  if (pattern.startsWith("*")) return `/heddle-any${pattern.slice(1)}`;
  return pattern.endsWith("*") ? `${pattern.slice(0, -1)}heddle-any` : pattern;
}
