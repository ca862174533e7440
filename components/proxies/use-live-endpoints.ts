"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSection } from "./use-section";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { EndpointRow, LiveEndpoint } from "@/lib/proxies/endpoint-rows";
import { unpackLive } from "@/lib/proxies/live-wire";

type Named = Pick<EndpointRow, "name" | "address">;

/** Where the live figures of endpoints come from, and whether there can be any. */
export function useLiveEndpoints(target: DumpTarget) {
  const trpc = useTRPC();
  const section = useSection(target, "endpoints").data?.data;
  const isLive = "view" in target && target.view === "envoy";
  const { cluster, namespace, pod } = isLive ? target : { cluster: "", namespace: "-", pod: "-" };
  const query = useQuery(
    trpc.proxies.liveEndpoints.queryOptions(
      { cluster, namespace, pod },
      { refetchInterval: useRefetchMs(), enabled: isLive },
    ),
  );
  const data = query.data?.data;
  const isSame = data !== undefined && data.revision === section?.revision;
  const rows = section?.content.section === "endpoints" ? section.content.rows : undefined;
  const { of, beyond } = useMemo(() => {
    const found = new Map<string, LiveEndpoint>();
    if (data !== undefined && isSame)
      rows?.forEach((row, index) => {
        const packed = data.live[index];
        if (packed !== undefined && packed !== null) found.set(keyOf(row), unpackLive(packed));
      });
    for (const { row, live } of data?.beyond ?? []) found.set(keyOf(row), unpackLive(live));
    return {
      beyond: data?.beyond.map((host) => host.row) ?? [],
      /** What Envoy counts of an endpoint now; undefined while it is unknown. */
      of: (row: Named): LiveEndpoint | undefined => found.get(keyOf(row)),
    };
  }, [data, isSame, rows]);
  return { isLive, of, beyond, error: query.error, warnings: query.data?.warnings ?? [] };
}

function keyOf({ name, address }: Named): string {
  return `${name}\n${address}`;
}
