"use client";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import { WhyLink } from "@/components/causes/why-link";
import { useViewHref } from "@/components/query/use-view-href";
import type { GraphNode } from "@/lib/graph/model";
import { parseNodeId } from "@/lib/graph/node-id";

/** Where to read on: the node's own page, its traces, its proxies. Things outside of the cluster have no page. */
export function NodeLinks({ node }: { node: GraphNode }) {
  const t = useTranslations("graph");
  const href = useViewHref();
  const prefix = parseNodeId(node.id)?.prefix;
  if (prefix === undefined || node.namespace === "" || prefix === "namespace") return null;
  const encoded = (text: string): string => encodeURIComponent(text);
  const own = `${encoded(node.namespace)}/${encoded(node.name)}`;
  const isWorkload = prefix === "workload";
  return (
    <div className={classes.links}>
      <Link href={href(isWorkload ? `/workloads/${own}` : `/services/${own}`)}>
        {t(isWorkload ? "link.workload" : "link.service")}
      </Link>
      {(node.workloads ?? []).map((name) => (
        <Link key={name} href={href(`/workloads/${encoded(node.namespace)}/${encoded(name)}`)}>
          {name}
        </Link>
      ))}
      <Link href={href("/traces", { service: `${node.name}.${node.namespace}` })}>{t("link.traces")}</Link>
      <Link href={href("/proxies", { "proxies.q": (node.workloads ?? [node.name])[0] ?? node.name })}>
        {t("link.proxies")}
      </Link>
      {node.health.status === "failing" || node.health.status === "degraded" ? (
        <WhyLink destination={`${node.namespace}/${node.name}`} />
      ) : null}
      {node.badges.some(({ code }) => code === "canary-running" || code === "fault-running") ? (
        <Link href={href("/delivery", { service: `${node.namespace}/${node.name}` })}>{t("link.runs")}</Link>
      ) : null}
    </div>
  );
}
