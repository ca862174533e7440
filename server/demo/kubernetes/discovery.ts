import { openApiDocument, openApiIndex } from "@/server/demo/kubernetes/openapi/document";
import { apiVersionFrom, resources, type Resource } from "@/server/demo/kubernetes/resources";

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const readOnlyGroups: Readonly<Record<string, readonly string[]>> = {
  "authorization.k8s.io": ["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
  "authentication.k8s.io": ["SelfSubjectReview", "TokenReview"],
};

const reviewPlural = (kind: string) => `${kind.toLowerCase()}s`;

/** What `/version` says; the demo speaks as the API server that it was measured against. */
export const versionBody = {
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.3",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
};

function groupNames(): readonly string[] {
  const named = resources.map((resource) => resource.group).filter((group) => group !== "");
  return [...new Set([...named, ...Object.keys(readOnlyGroups)])];
}

/** Versions of a group, the preferred one first. */
function versionsOf(group: string): readonly string[] {
  if (group in readOnlyGroups) return ["v1"];
  const versions = resources
    .filter((resource) => resource.group === group)
    .flatMap((resource) => [...resource.versions]);
  const rank = (version: string) => (version === "v1" ? 0 : version.includes("beta") ? 1 : 2);
  return [...new Set(versions)].toSorted((a, b) => rank(a) - rank(b));
}

function groupBody(group: string) {
  const versions = versionsOf(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceRows(resource: Resource) {
  const row = {
    name: resource.plural,
    singularName: resource.kind.toLowerCase(),
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs,
  };
  const status = {
    ...row,
    name: `${resource.plural}/status`,
    singularName: "",
    verbs: ["get", "patch", "update"],
  };
  const forward = {
    ...row,
    name: "pods/portforward",
    kind: "PodPortForwardOptions",
    verbs: ["create", "get"],
  };
  return [
    row,
    ...(resource.hasStatus ? [status] : []),
    ...(resource.group === "" && resource.kind === "Pod" ? [{ ...forward, singularName: "" }] : []),
  ];
}

function resourceList(group: string, version: string): unknown {
  const served = resources.filter(
    (resource) => resource.group === group && resource.versions.includes(version),
  );
  const reviews = (readOnlyGroups[group] ?? []).map((kind) => ({
    name: reviewPlural(kind),
    singularName: kind.toLowerCase(),
    namespaced: false,
    kind,
    verbs: ["create"],
  }));
  if (served.length === 0 && reviews.length === 0) return undefined;
  const groupVersion = apiVersionFrom(group, version);
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion,
    resources: [...served.flatMap(resourceRows), ...reviews],
  };
}

function openApiPaths(): readonly string[] {
  const paths = groupNames().flatMap((group) =>
    versionsOf(group).map((version) => `apis/${group}/${version}`),
  );
  return ["api/v1", ...paths];
}

/** The answer to a discovery path, or undefined for a path that is none. */
export function discoveryBody(pathname: string): unknown {
  const parts = pathname.split("/").filter((part) => part !== "");
  const [root, first, second, third, fourth] = parts;
  if (root === "openapi" && first === "v3") {
    if (second === undefined) return openApiIndex(openApiPaths());
    return second === "api" ? openApiDocument("", third ?? "") : openApiDocument(third ?? "", fourth ?? "");
  }
  if (parts.length > 3) return undefined;
  if (root === "api") {
    if (first !== undefined) return parts.length === 2 ? resourceList("", first) : undefined;
    return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  }
  if (root !== "apis") return undefined;
  if (first === undefined)
    return { kind: "APIGroupList", apiVersion: "v1", groups: groupNames().map(groupBody) };
  if (!groupNames().includes(first)) return undefined;
  if (second === undefined) return { kind: "APIGroup", apiVersion: "v1", ...groupBody(first) };
  return resourceList(first, second);
}
