"use client";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { GraphEdge, GraphNode } from "@/lib/graph/model";

type Props = { readonly edge: GraphEdge; readonly source: GraphNode; readonly destination: GraphNode };

/** Explains a request of an edge by a proxy of its source; nothing for an edge that no proxy of ours sends on. */
export function ExplainLink({ edge, source, destination }: Props) {
  const t = useTranslations("explain");
  const href = useViewHref();
  const workload = source.workloads?.length === 1 ? source.workloads[0] : source.name;
  if (destination.kind !== "service" || source.namespace === "" || destination.namespace === "") return null;
  if (source.dataplane === "none" || source.dataplane === "ambient") return null;
  const params = {
    workload: `${source.namespace}/${workload}`,
    service: `${destination.namespace}/${destination.name}`,
    scheme: edge.protocol === "tcp" ? "tcp" : undefined,
  };
  return <Link href={href("/proxies/explain", params)}>{t("entryService")}</Link>;
}
