import { resourceFromPath, type Resource } from "@/server/demo/kubernetes/resources";

/** The object or the collection that a path names. */
export type Target = {
  readonly resource: Resource;
  readonly version: string;
  readonly namespace: string;
  /** Empty for a collection. */
  readonly name: string;
  readonly subresource: string;
};

/** A path of a resource, or undefined for any other path. */
export function targetFromPath(pathname: string): Target | undefined {
  const [root, ...rest] = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  if (root === "api") return targetFromParts("", rest);
  const [group, ...after] = rest;
  return root === "apis" && group !== undefined ? targetFromParts(group, after) : undefined;
}

function targetFromParts(group: string, parts: readonly string[]): Target | undefined {
  const [version = "", first, second, third, ...more] = parts;
  const scoped = first === "namespaces" && second !== undefined && third !== undefined;
  if (scoped && !(group === "" && ["status", "finalize"].includes(third))) {
    return build(group, version, second, [third, ...more]);
  }
  return build(
    group,
    version,
    "",
    [first, second, third].filter((part) => part !== undefined),
  );
}

function build(
  group: string,
  version: string,
  namespace: string,
  [plural = "", name = "", subresource = "", ...extra]: readonly string[],
): Target | undefined {
  const resource = resourceFromPath(group, version, plural);
  if (resource === undefined || extra.length > 0) return undefined;
  if (namespace !== "" && !resource.namespaced) return undefined;
  if (name !== "" && namespace === "" && resource.namespaced) return undefined;
  return { resource, version, namespace, name, subresource };
}
