"use client";
import { useViewHref } from "@/components/query/use-view-href";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** Address of the page that shows a target's configuration, the scope kept. */
export function useTargetHref(): (
  target: DumpTarget,
  params?: Readonly<Record<string, string | undefined>>,
) => string {
  const href = useViewHref();
  return (target, params = {}) => {
    if ("snapshot" in target)
      return href(`/proxies/snapshots/${encodeURIComponent(target.snapshot)}`, params);
    const path = `/proxies/${encodeURIComponent(target.namespace)}/${encodeURIComponent(target.pod)}`;
    return href(path, { ...params, view: target.view === "istiod" ? "istiod" : undefined });
  };
}
