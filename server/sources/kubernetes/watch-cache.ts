import { setMaxListeners } from "node:events";
import { kinds } from "@/lib/config/kinds";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError, sourceWarning, warningFromError, type SourceWarning } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { FormerObject, KindState } from "@/server/ports";
import type { Clock } from "@/server/sources/request";
import type { KubernetesClient } from "./client";
import type { Discovery } from "./discovery";
import { createFormerObjects } from "./former-objects";
import { createKindStore, type KindStore, type ObjectChange } from "./kind-store";
import { watchKind } from "./kind-watch";

/** One cluster's objects, kept current by one watch per kind. Starts with the first read. */
export type WatchCache = {
  readonly read: (
    group: string,
    kind: string,
    limits: { readonly signal?: AbortSignal; readonly timeoutMs: number },
  ) => Promise<{ objects: readonly Manifest[]; warnings: SourceWarning[]; ageMs: number }>;
  readonly states: () => readonly KindState[];
  readonly revision: () => number;
  readonly former: () => readonly FormerObject[];
  readonly onChange: (listener: (change: ObjectChange) => void) => () => void;
  readonly close: () => void;
};

export function createWatchCache(client: KubernetesClient, discovery: Discovery, clock: Clock): WatchCache {
  const closing = new AbortController();
  // Each kind listens for the end, which is no leak.
  setMaxListeners(0, closing.signal);
  const listeners = new Set<(change: ObjectChange) => void>();
  const former = createFormerObjects();
  let revision = 0;
  let started = false;
  const stores = kinds.map((info) =>
    createKindStore(info, clock.nowMs, (change) => {
      revision += 1;
      former.note(change);
      for (const listener of listeners) listener(change);
    }),
  );

  function start(): void {
    if (started) return;
    started = true;
    for (const store of stores) void watchKind({ client, discovery, store, clock, signal: closing.signal });
  }

  return {
    async read(group, kind, limits) {
      start();
      const store = stores.find(({ info }) => info.group === group && info.kind === kind);
      if (store === undefined) throw new Error(`${group}/${kind} is not among the kinds that are watched`);
      await settledWithin(store, client.cluster, limits);
      const failure = store.failure();
      if (failure !== undefined && !store.everSynced() && !isRefusal(failure)) throw failure;
      return {
        objects: store.objects(),
        warnings: warningsOf(store, client.cluster),
        ageMs: store.state().ageMs ?? 0,
      };
    },
    states: () => stores.map((store) => store.state()),
    revision: () => revision,
    former: former.all,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => closing.abort(),
  };
}

/** Refused for one kind is a gap in the picture, not the end of it. */
function isRefusal(error: SourceError): boolean {
  return error.reason === "forbidden";
}

function warningsOf(store: KindStore, cluster: string): SourceWarning[] {
  const failure = store.failure();
  const { kind, group, optional } = { optional: false, ...store.info };
  if (failure !== undefined) return [warningFromError(failure, kind)];
  if (store.state().state !== "absent" || optional) return [];
  return [
    sourceWarning({
      source: "kubernetes",
      cluster,
      reason: "not_found",
      part: kind,
      message: `the cluster does not serve ${kind} of ${group === "" ? "core" : group}`,
      hint: phrase("install_definitions"),
    }),
  ];
}

function settledWithin(
  store: KindStore,
  cluster: string,
  { signal, timeoutMs }: { readonly signal?: AbortSignal; readonly timeoutMs: number },
): Promise<void> {
  if (store.state().state !== "syncing") return Promise.resolve();
  return new Promise((resolve, reject) => {
    const fail = (reason: "timeout" | "aborted", message: string) => {
      clear();
      reject(new SourceError(message, { source: "kubernetes", cluster, reason }));
    };
    const leave = () => fail("aborted", "the reader left");
    const timer = setTimeout(
      () => fail("timeout", `the first list of ${store.info.kind} is not here after ${timeoutMs} ms`),
      timeoutMs,
    );
    const clear = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
    };
    if (signal?.aborted === true) leave();
    signal?.addEventListener("abort", leave, { once: true });
    void store.settled.then(() => {
      clear();
      resolve();
    });
  });
}
