"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { sendFile, type UploadAnswer } from "./send-file";
import { useBasePath } from "@/components/query/base-path";
import { useTRPC } from "@/components/query/trpc";

export type UploadState =
  | { readonly kind: "waiting" }
  | { readonly kind: "reading" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "sending"; readonly percent: number }
  | UploadAnswer;

type KeptSnapshots = Extract<UploadAnswer, { kind: "kept" }>["snapshots"];
/** What a file held, and which of the files that came together it was. */
type OnKept = (snapshots: KeptSnapshots, index: number) => void;

export type UploadRow = { readonly id: number; readonly name: string; readonly state: UploadState };

/** Files on their way to the console, one after another, and what became of each. */
export function useUploads() {
  const basePath = useBasePath();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [rows, setRows] = useState<readonly UploadRow[]>([]);
  const tail = useRef(Promise.resolve());
  const nextId = useRef(0);
  const aborts = useRef(new Map<number, AbortController>());

  const set = (id: number, state: UploadState) =>
    setRows((all) => all.map((row) => (row.id === id ? { ...row, state } : row)));

  async function send(
    id: number,
    file: File,
    signal: AbortSignal,
    onKept: (snapshots: KeptSnapshots) => void,
  ): Promise<void> {
    if (signal.aborted) return;
    const answer = await sendFile(`${basePath}/api/dumps`, file, signal, (percent) =>
      set(id, percent === 100 ? { kind: "reading" } : { kind: "sending", percent }),
    );
    aborts.current.delete(id);
    set(id, answer ?? { kind: "cancelled" });
    if (answer?.kind !== "kept") return;
    onKept(answer.snapshots);
    await queryClient.invalidateQueries({ queryKey: trpc.snapshots.list.pathKey() });
  }

  return {
    rows,
    add(files: Iterable<File>, onKept?: OnKept) {
      for (const [index, file] of [...files].entries()) {
        const id = nextId.current;
        nextId.current += 1;
        const abort = new AbortController();
        aborts.current.set(id, abort);
        setRows((all) => [{ id, name: file.name, state: { kind: "waiting" } }, ...all]);
        tail.current = tail.current.then(() =>
          send(id, file, abort.signal, (snapshots) => onKept?.(snapshots, index)),
        );
      }
    },
    cancel(id: number) {
      aborts.current.get(id)?.abort();
      set(id, { kind: "cancelled" });
    },
    clear: () => setRows((all) => all.filter(({ id }) => aborts.current.has(id))),
  };
}
