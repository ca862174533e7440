import type { AccessQuestion, Call, KubernetesSource } from "@/server/ports";
import type { Requester } from "@/server/sources/request";
import { accessReviewSchema, selfReviewSchema, versionSchema } from "./wire";

type Access = Pick<KubernetesSource, "canI" | "whoAmI" | "version">;

/** Who we are to the cluster and what it lets us do. */
export function createAccess(requester: Requester): Access {
  const post = (body: object, call: Call) => ({
    method: "POST" as const,
    body: JSON.stringify(body),
    // Reviews are stored nowhere: asking twice changes nothing.
    read: true,
    signal: call.signal,
    timeoutMs: call.timeoutMs,
  });
  return {
    canI: (questions, call) =>
      Promise.all(
        questions.map(async (question) => {
          const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
          const { data } = await requester.json(accessReviewSchema, path, post(accessReview(question), call));
          const { allowed, reason, evaluationError } = data.status;
          return { allowed, reason: reason ?? evaluationError ?? "" };
        }),
      ),
    async whoAmI(call) {
      const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const { username, groups } = (await requester.json(selfReviewSchema, path, post(body, call))).data
        .status.userInfo;
      return { username, groups: groups ?? [] };
    },
    async version(call) {
      const { signal, timeoutMs } = call;
      return (await requester.json(versionSchema, "/version", { signal, timeoutMs })).data.gitVersion;
    },
  };
}

function accessReview({ verb, group, resource, namespace, name, subresource }: AccessQuestion): object {
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: { verb, group, resource, namespace, name, subresource } },
  };
}
