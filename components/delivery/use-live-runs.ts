"use client";
import { useDocumentVisibility } from "@mantine/hooks";
import { useQueryClient, type Query } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { openRunStream } from "./run-stream";
import { useBasePath } from "@/components/query/base-path";
import { useScope } from "@/components/query/use-scope";

const nouns: readonly unknown[] = ["canaries", "faults", "delivery"];
const pollMs = 5_000;
/** A run is saved at every look; its readers need not ask more often than this. */
const gatherMs = 1_000;

/**
 * Asks again for what is shown of canaries and experiments as soon as one is saved: every read of `canaries.*`,
 * `faults.*` and `delivery.*`, of which those with a `runId` in their input only for that run. A hidden page does not
 * listen. `isLive` is undefined until that is known. `refetchMs` is for the reads' `refetchInterval`: false while changes arrive by themselves.
 */
export function useLiveRuns(): { readonly isLive: boolean | undefined; readonly refetchMs: number | false } {
  const queryClient = useQueryClient();
  const basePath = useBasePath();
  const { cluster } = useScope();
  const isVisible = useDocumentVisibility() === "visible";
  const [isLive, setLive] = useState<boolean>();

  useEffect(() => {
    if (!isVisible) return;
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const invalidate = () => {
      timer = undefined;
      const runIds = new Set(changed);
      changed.clear();
      void queryClient.invalidateQueries(
        { predicate: (query) => isOfRuns(query, runIds) },
        // A read that takes longer than the runs take to change would otherwise never end.
        { cancelRefetch: false },
      );
    };
    const input = encodeURIComponent(JSON.stringify({ cluster }));
    const close = openRunStream(`${basePath}/api/trpc/delivery.changes?input=${input}`, {
      onLive: setLive,
      onRuns: (runIds) => {
        for (const runId of runIds) changed.add(runId);
        timer ??= setTimeout(invalidate, gatherMs);
      },
    });
    return () => {
      close();
      clearTimeout(timer);
      setLive(undefined);
    };
  }, [queryClient, basePath, cluster, isVisible]);

  return { isLive, refetchMs: isLive === true ? false : pollMs };
}

function isOfRuns({ queryKey }: Query, changed: ReadonlySet<string>): boolean {
  const [path, options] = queryKey as [readonly unknown[], { input?: { runId?: unknown } }?];
  if (!nouns.includes(path[0])) return false;
  const runId = options?.input?.runId;
  return typeof runId !== "string" || changed.has(runId);
}
