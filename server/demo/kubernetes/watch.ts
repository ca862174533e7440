import type { ServerResponse } from "node:http";
import type { Manifest } from "@/lib/config/manifest";
import { apiVersionFrom } from "@/server/demo/kubernetes/resources";
import { filterFromQuery, type ObjectFilter } from "@/server/demo/kubernetes/selectors";
import { inVersion, printObject } from "@/server/demo/kubernetes/served-object";
import { ApiFailure, invalid } from "@/server/demo/kubernetes/status";
import type { StoreEvent } from "@/server/demo/kubernetes/history";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import type { Target } from "@/server/demo/kubernetes/target";

export type OpenWatch = {
  /** Ends the connection without a word, as a broken network does. */
  readonly cut: () => void;
  readonly bookmark: () => void;
};

type WatchOptions = {
  readonly store: KubernetesStore;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly response: ServerResponse;
  readonly onClose: (watch: OpenWatch) => void;
};

const bookmarkEveryMs = 60_000;
const defaultTimeoutSeconds = 1_800;

type Line = { readonly type: string; readonly object: Manifest };

/** What an event means to a reader who sees a part: an object can come into the part or leave it. */
function lineFromEvent(event: StoreEvent, keep: ObjectFilter | undefined): Line | undefined {
  const { type, object, before } = event;
  const isIn = type !== "deleted" && (keep?.(object) ?? true);
  const wasIn = before !== undefined && (keep?.(before) ?? true);
  if (isIn) return { type: wasIn ? "MODIFIED" : "ADDED", object };
  if (!wasIn) return undefined;
  const metadata = { ...before.metadata, resourceVersion: object.metadata.resourceVersion };
  return { type: "DELETED", object: type === "deleted" ? object : { ...before, metadata } };
}

function checkOptions(query: URLSearchParams): void {
  const initial = query.get("sendInitialEvents");
  const match = query.get("resourceVersionMatch") ?? "";
  const fail = (message: string) =>
    invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", [
      { reason: "FieldValueForbidden", message, field: "resourceVersionMatch" },
    ]);
  if (initial !== null && match !== "NotOlderThan") {
    throw fail("Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
  if (initial === null && match !== "") {
    throw fail("Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  }
}

function checkNotAhead(store: KubernetesStore, asked: number): void {
  if (asked <= store.revision()) return;
  const message = `Timeout: Too large resource version: ${asked}, current: ${store.revision()}`;
  throw new ApiFailure(504, "Timeout", message, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

/** Streams a collection's events until the time is over, the reader leaves or the stream is cut. */
export function openWatch({ store, target, query, response, onClose }: WatchOptions): OpenWatch | undefined {
  const { resource, version, namespace, name } = target;
  const apiVersion = apiVersionFrom(resource.group, version);
  checkOptions(query);
  const scoped = new URLSearchParams(query);
  if (name !== "") scoped.set("fieldSelector", `metadata.name=${name}`);
  const keep = filterFromQuery(scoped, { kind: resource.kind, apiVersion, namespace });
  const asked = query.get("resourceVersion") ?? "";
  const withInitial = query.get("sendInitialEvents") === "true" || asked === "" || asked === "0";
  const from = asked === "" ? 0 : Number(asked);
  checkNotAhead(store, from);
  const past = withInitial ? [] : store.eventsSince(from);

  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  const send = (type: string, json: string) => response.write(`{"type":"${type}","object":${json}}\n`);
  const sendLine = (line: Line | undefined) => {
    if (line !== undefined) send(line.type, printObject(inVersion(line.object, resource, version)));
  };
  if (past === undefined) {
    const message = `too old resource version: ${from} (${store.oldestRevision() + 1})`;
    send("ERROR", JSON.stringify(new ApiFailure(410, "Expired", message).body));
    response.end();
    return undefined;
  }

  const mark = (annotations?: Readonly<Record<string, string>>) => {
    const metadata = { resourceVersion: String(store.revision()), ...(annotations ? { annotations } : {}) };
    send("BOOKMARK", JSON.stringify({ apiVersion, kind: resource.kind, metadata }));
  };
  const wantsMarks = query.get("allowWatchBookmarks") === "true" || query.get("allowWatchBookmarks") === "1";
  const bookmark = () => (wantsMarks ? mark() : undefined);

  if (withInitial) {
    for (const object of store.list(resource.group, resource.kind)) {
      if (keep?.(object) ?? true) sendLine({ type: "ADDED", object });
    }
    if (query.get("sendInitialEvents") === "true" && wantsMarks) {
      mark({ "k8s.io/initial-events-end": "true" });
    }
  }
  const isMine = (event: StoreEvent) => event.group === resource.group && event.kind === resource.kind;
  for (const event of past.filter(isMine)) sendLine(lineFromEvent(event, keep));
  response.flushHeaders();

  const stop = store.onEvent((event) => {
    if (isMine(event)) sendLine(lineFromEvent(event, keep));
  });
  const marks = setInterval(bookmark, bookmarkEveryMs);
  const seconds = Number(query.get("timeoutSeconds") ?? defaultTimeoutSeconds) || defaultTimeoutSeconds;
  const end = setTimeout(() => {
    bookmark();
    response.end();
  }, seconds * 1000);
  const watch: OpenWatch = { cut: () => response.destroy(), bookmark };
  response.on("close", () => {
    stop();
    clearInterval(marks);
    clearTimeout(end);
    onClose(watch);
  });
  return watch;
}
