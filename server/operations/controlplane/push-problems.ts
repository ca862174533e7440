import "@/lib/browser-zod";
import { z } from "zod";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

/** One thing that istiod complained about in its last push. */
export type PushProblem = {
  /** istiod's metric, for example `pilot_duplicate_envoy_clusters`. */
  readonly metric: string;
  /** What it is about: a cluster, a listener, a host. */
  readonly subject: string;
  readonly proxy?: string;
  readonly message?: string;
  /** The service of the subject, where its name tells one. */
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly replicas: readonly string[];
};

const pageSchema = z
  .record(
    z.string(),
    z.record(z.string(), z.looseObject({ proxy: z.string().optional(), message: z.string().optional() })),
  )
  .nullable();

/** What the last push of any replica complained about. A page of another form is left out. */
export async function listPushProblems(
  ctx: OperationContext,
  cluster: string,
): Promise<Sourced<readonly PushProblem[]>> {
  const gathering = new Gathering();
  const { controlPlane } = clusterSources(ctx, cluster);
  const pages = await gathering.take(
    "what the last push complained about",
    controlPlane.debug("push_status", { purpose: "complaints of the last push", signal: ctx.signal }),
  );
  const problems = new Map<string, PushProblem>();
  for (const { replica, body } of pages ?? []) {
    const page = pageSchema.safeParse(body);
    for (const [metric, subjects] of Object.entries(page.data ?? {})) {
      for (const [subject, { proxy, message }] of Object.entries(subjects)) {
        const key = `${metric} ${subject} ${proxy ?? ""}`;
        const service = serviceOf(subject);
        problems.set(key, {
          metric,
          subject,
          ...(proxy === undefined || proxy === "" ? {} : { proxy }),
          ...(message === undefined || message === "" ? {} : { message }),
          ...(service === undefined ? {} : { service }),
          replicas: [...(problems.get(key)?.replicas ?? []), replica],
        });
      }
    }
  }
  return gathering.answer([...problems.values()]);
}

function serviceOf(subject: string): PushProblem["service"] {
  const host = parseEnvoyClusterName(subject)?.host ?? subject;
  const match = /^([^.]+)\.([^.]+)\.svc(?:\.|$)/.exec(host);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { namespace: match[2], name: match[1] };
}
