"use client";
import { useDocumentVisibility } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { openBoardStream } from "./board-stream";
import type { BoardAnswer, BoardMessage } from "./outputs";
import { useBasePath } from "@/components/query/base-path";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { mergeRows } from "@/lib/controlplane/board-merge";

const pollMs = 5_000;

/** The board, kept up to date by what the server tells while the page is seen; by asking where that does not arrive. */
export function useBoard() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const basePath = useBasePath();
  const { cluster } = useScope();
  const isVisible = useDocumentVisibility() === "visible";
  const [isLive, setLive] = useState<boolean>();
  const [isPaused, setPaused] = useState(false);
  const isFollowing = isVisible && !isPaused;
  const options = trpc.controlplane.board.queryOptions({ cluster });
  const query = useQuery({ ...options, refetchInterval: isLive === true || isPaused ? false : pollMs });
  const keyText = JSON.stringify(options.queryKey);

  useEffect(() => {
    if (!isFollowing) return;
    const key = JSON.parse(keyText) as typeof options.queryKey;
    const input = encodeURIComponent(JSON.stringify({ cluster }));
    const close = openBoardStream(`${basePath}/api/trpc/controlplane.changes?input=${input}`, {
      onLive: setLive,
      onMessage: (data) =>
        queryClient.setQueryData(key, (before) => withMessage(before, data as BoardMessage)),
    });
    return () => {
      close();
      setLive(undefined);
    };
  }, [queryClient, basePath, cluster, isFollowing, keyText]);

  return { query, isLive, isPaused, setPaused };
}

/** The answer after one message; changes of a board that is not known are of no use. */
function withMessage(before: BoardAnswer | undefined, message: BoardMessage): BoardAnswer | undefined {
  if (message.kind === "whole") {
    const { warnings } = message.board;
    return { data: message.board, warnings, evidence: before?.evidence ?? [] };
  }
  if (before === undefined) return before;
  const { head } = message;
  return { ...before, warnings: head.warnings, data: { ...head, ...mergeRows(before.data, message) } };
}
