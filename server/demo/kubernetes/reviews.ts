import { z } from "zod";
import {
  authorize,
  rulesOf,
  type AccessQuestion,
  type RoleBinding,
  type User,
} from "@/server/demo/kubernetes/access";
import type { TokenTable } from "@/server/demo/kubernetes/auth";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { objectFromBody, type ApiRequest, type ApiResponse } from "@/server/demo/kubernetes/exchange";
import { badRequest } from "@/server/demo/kubernetes/status";

export type ReviewContext = {
  readonly request: ApiRequest;
  readonly bindings: readonly RoleBinding[];
  readonly tokens: TokenTable;
  readonly nowMs: () => number;
};

const attributesSchema = z.looseObject({
  verb: z.string().default(""),
  group: z.string().default(""),
  resource: z.string().default(""),
  subresource: z.string().default(""),
  namespace: z.string().default(""),
  name: z.string().default(""),
});
const accessSchema = z.looseObject({
  resourceAttributes: attributesSchema.optional(),
  nonResourceAttributes: z.looseObject({ path: z.string(), verb: z.string() }).optional(),
  user: z.string().optional(),
  groups: z.array(z.string()).optional(),
});
const rulesSchema = z.looseObject({ namespace: z.string().default("") });
const tokenSchema = z.looseObject({ token: z.string().default("") });

function specFrom<T>(schema: z.ZodType<T>, request: ApiRequest): T {
  const parsed = schema.safeParse(objectFromBody(request).spec ?? {});
  if (!parsed.success) throw badRequest(parsed.error.issues[0]?.message ?? "malformed spec");
  return parsed.data;
}

function created(group: string, kind: string, rest: object): ApiResponse {
  return { code: 201, body: { kind, apiVersion: `${group}/v1`, metadata: {}, ...rest } };
}

function accessReview({ request, bindings }: ReviewContext, kind: string, asked?: User): ApiResponse {
  const spec = specFrom(accessSchema, request);
  const user = asked ?? { name: spec.user ?? "", groups: spec.groups ?? [] };
  const question: AccessQuestion | undefined = spec.resourceAttributes;
  const answer = question === undefined ? { allowed: true, reason: "" } : authorize(bindings, user, question);
  const status = { allowed: answer.allowed, ...(answer.reason === "" ? {} : { reason: answer.reason }) };
  return created("authorization.k8s.io", kind, { spec, status });
}

function rulesReview({ request, bindings }: ReviewContext): ApiResponse {
  const spec = specFrom(rulesSchema, request);
  const rules = rulesOf(bindings, request.user, spec.namespace);
  const resourceRules = rules.map(({ verbs, apiGroups, resources }) => ({ verbs, apiGroups, resources }));
  const nonResourceRules = [{ verbs: ["get"], nonResourceURLs: ["/api", "/apis", "/version", "/readyz"] }];
  const status = { resourceRules, nonResourceRules, incomplete: false };
  return created("authorization.k8s.io", "SelfSubjectRulesReview", { spec: {}, status });
}

function userInfo({ name, uid, groups }: User) {
  return { username: name, ...(uid === undefined ? {} : { uid }), groups };
}

function tokenReview({ request, tokens }: ReviewContext): ApiResponse {
  const spec = specFrom(tokenSchema, request);
  const user = tokens.get(spec.token);
  const status =
    user === undefined ? { authenticated: false } : { authenticated: true, user: userInfo(user) };
  return created("authentication.k8s.io", "TokenReview", { spec, status });
}

/** The answer to a POST of a review, or undefined for any other path. Everybody may ask about themselves. */
export function reviewAnswer(context: ReviewContext): ApiResponse | undefined {
  const { request, nowMs } = context;
  if (request.method !== "POST") return undefined;
  switch (request.url.pathname) {
    case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews":
      return accessReview(context, "SelfSubjectAccessReview", request.user);
    case "/apis/authorization.k8s.io/v1/subjectaccessreviews":
      return accessReview(context, "SubjectAccessReview");
    case "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews":
      return rulesReview(context);
    case "/apis/authentication.k8s.io/v1/selfsubjectreviews": {
      const metadata = { creationTimestamp: timeFromMs(nowMs()) };
      const status = { userInfo: userInfo(request.user) };
      return created("authentication.k8s.io", "SelfSubjectReview", { metadata, status });
    }
    case "/apis/authentication.k8s.io/v1/tokenreviews":
      return tokenReview(context);
    default:
      return undefined;
  }
}
