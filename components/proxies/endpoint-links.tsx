"use client";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

function pathOf(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

/** The page of a workload, by `namespace/name`. */
export function WorkloadLink({ workload }: { workload: string }) {
  const href = useViewHref();
  return <Link href={href(`/workloads/${pathOf(workload)}`)}>{workload}</Link>;
}

/** The page of a pod's proxy, by `namespace/name`. */
export function PodLink({ pod }: { pod: string }) {
  const href = useViewHref();
  return (
    <Link href={href(`/proxies/${pathOf(pod)}`)} title={pod}>
      {pod.slice(pod.indexOf("/") + 1)}
    </Link>
  );
}
