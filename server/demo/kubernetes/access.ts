import { ApiFailure, printGroupResource } from "@/server/demo/kubernetes/status";

/** One rule of a role. `*` stands for all; without namespaces it counts everywhere. */
export type AccessRule = {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly namespaces?: readonly string[];
};

export type User = {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
};

/** What the demo grants to a person or a group of that name. */
export type RoleBinding = {
  readonly name: string;
  readonly role: string;
  readonly subject: { readonly kind: "User" | "Group"; readonly name: string };
  readonly rules: readonly AccessRule[];
};

export type AccessQuestion = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
};

export type AccessAnswer = { readonly allowed: boolean; readonly reason: string };

const everywhere = ["*"];
const reading = ["get", "list", "watch"];
const meshGroups = [
  "networking.istio.io",
  "security.istio.io",
  "telemetry.istio.io",
  "extensions.istio.io",
  "gateway.networking.k8s.io",
];

const readRules: readonly AccessRule[] = [
  {
    verbs: reading,
    apiGroups: [""],
    resources: ["namespaces", "nodes", "services", "pods", "serviceaccounts", "configmaps", "events"],
  },
  { verbs: reading, apiGroups: ["apps", "discovery.k8s.io", "apiextensions.k8s.io"], resources: everywhere },
  {
    verbs: reading,
    apiGroups: ["admissionregistration.k8s.io", "coordination.k8s.io"],
    resources: everywhere,
  },
  { verbs: reading, apiGroups: [...meshGroups, "flagger.app", "argoproj.io"], resources: everywhere },
];

const bind = (binding: string, role: string, user: string, rules: readonly AccessRule[]): RoleBinding => ({
  name: binding,
  role,
  subject: { kind: "User", name: user },
  rules,
});

/** Reads for the viewer; all for the admin, secrets included. */
export const demoBindings: readonly RoleBinding[] = [
  bind("heddle-admins", "heddle-admin", "heddle-admin", [
    { verbs: everywhere, apiGroups: everywhere, resources: everywhere },
  ]),
  bind("heddle-viewers", "heddle-viewer", "heddle-viewer", readRules),
];

const holds = (list: readonly string[], value: string) => list.includes("*") || list.includes(value);

function matches(rule: AccessRule, question: AccessQuestion): boolean {
  const resource =
    question.subresource === "" ? question.resource : `${question.resource}/${question.subresource}`;
  return (
    holds(rule.verbs, question.verb) &&
    holds(rule.apiGroups, question.group) &&
    holds(rule.resources, resource) &&
    (rule.namespaces === undefined || rule.namespaces.includes(question.namespace))
  );
}

const appliesTo = ({ subject }: RoleBinding, user: User) =>
  subject.kind === "User" ? subject.name === user.name : user.groups.includes(subject.name);

export function rulesOf(
  bindings: readonly RoleBinding[],
  user: User,
  namespace: string,
): readonly AccessRule[] {
  return bindings
    .filter((binding) => appliesTo(binding, user))
    .flatMap((binding) => binding.rules)
    .filter((rule) => rule.namespaces === undefined || rule.namespaces.includes(namespace));
}

/** Whether a user may do something, in the words of Kubernetes' RBAC. */
export function authorize(
  bindings: readonly RoleBinding[],
  user: User,
  question: AccessQuestion,
): AccessAnswer {
  if (user.groups.includes("system:masters")) return { allowed: true, reason: "" };
  const binding = bindings.find(
    (candidate) => appliesTo(candidate, user) && candidate.rules.some((rule) => matches(rule, question)),
  );
  if (binding === undefined) return { allowed: false, reason: "" };
  const { kind, name } = binding.subject;
  return {
    allowed: true,
    reason: `RBAC: allowed by ClusterRoleBinding "${binding.name}" of ClusterRole "${binding.role}" to ${kind} "${name}"`,
  };
}

/** The 403 that names user, verb, resource and scope. */
export function forbidden(user: User, question: AccessQuestion): ApiFailure {
  const { verb, group, resource, subresource, namespace, name } = question;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  const scope = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const subject = printGroupResource({ group, resource });
  const named = name === "" ? subject : `${subject} "${name}"`;
  const message = `${named} is forbidden: User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${scope}`;
  return new ApiFailure(403, "Forbidden", message, {
    ...(name === "" ? {} : { name }),
    ...(group === "" ? {} : { group }),
    kind: resource,
  });
}
