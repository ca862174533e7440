import type { Change, ChangeObject } from "@/lib/changes/change";
import type { ChangeRequest, RenderedObject } from "@/lib/changes/change-set";
import { revert } from "@/lib/changes/revert";
import { cleanManifest, isSameJson, manifestAsItIs } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import { objectKey, printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";
import {
  destinationRulesOf,
  httpRoutesOf,
  virtualServicesOf,
  type RoutingSnapshot,
  type ServiceName,
} from "@/lib/routing/snapshot";
import { splitApis } from "@/lib/routing/split-apis";
import { splitToManifests } from "@/lib/routing/split-to-manifests";
import { readChangeRow } from "@/server/database/change";
import type { LiveObject } from "@/server/operations/changes/read-live";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type Rendering = {
  readonly title: string;
  readonly service: ServiceName;
  /** Everything that the result depends on; read from the API server before rendering. */
  readonly refs: (snapshot: RoutingSnapshot) => readonly ObjectRef[];
  readonly render: (
    snapshot: RoutingSnapshot,
    live: readonly LiveObject[],
  ) => {
    readonly objects: readonly RenderedObject[];
    readonly kept: readonly { ref: ObjectRef; path: string }[];
  };
  readonly undoOf?: string;
};

/** How a request becomes objects. One case per kind of request; all that follows is the same for every kind. */
export async function renderingOf(
  ctx: OperationContext,
  sources: ClusterSources,
  request: ChangeRequest,
): Promise<Rendering> {
  switch (request.kind) {
    case "traffic_split":
      return splitRendering(request, sources);
    case "undo":
      return undoRendering(ctx, request.changeId, sources);
  }
}

function splitRendering(
  { intent }: Extract<ChangeRequest, { kind: "traffic_split" }>,
  sources: ClusterSources,
): Rendering {
  const weights = intent.destinations
    .map(({ name, weightPercent }) => `${name} ${weightPercent}%`)
    .join(", ");
  const states = sources.kubernetes.states();
  const served = (kind: string) => states.find((state) => state.kind === kind)?.state !== "absent";
  return {
    title: `Split ${intent.service.namespace}/${intent.service.name}: ${weights}`,
    service: intent.service,
    refs: (snapshot) => [
      ...virtualServicesOf(snapshot, intent.service).map(refFromManifest),
      ...destinationRulesOf(snapshot, intent.service).map(refFromManifest),
      ...httpRoutesOf(snapshot, intent.service).map(refFromManifest),
      ...splitToManifests(intent, snapshot).map(({ ref }) => ref),
    ],
    render: (snapshot) => {
      const fit = splitApis(
        snapshot,
        intent.service,
        { istio: served("VirtualService"), gateway: served("HTTPRoute") },
        intent.port,
      ).find(({ api }) => api === intent.api);
      if (fit !== undefined && !fit.fits) {
        const reason =
          fit.obstacle === "not_representable" && !fit.current.ok ? fit.current.reason : fit.obstacle;
        throw new ConsoleError(
          "invalid_input",
          `A split of ${intent.service.namespace}/${intent.service.name} cannot be written with ${
            intent.api === "istio" ? "VirtualService" : "HTTPRoute"
          }: ${reason}`,
          {
            hint: "Choose the other API, or change what stands in the way first.",
            details: { field: "api", obstacle: fit.obstacle, reason },
          },
        );
      }
      return { objects: splitToManifests(intent, snapshot), kept: [] };
    },
  };
}

async function undoRendering(
  ctx: OperationContext,
  changeId: string,
  sources: ClusterSources,
): Promise<Rendering> {
  const change = await readChangeRow(ctx.databaseUrl, changeId);
  if (change === undefined || change.cluster !== sources.name) {
    throw new ConsoleError("not_found", `There is no change ${changeId} on ${sources.name}`, {
      hint: "Open Activity and choose a change from the list.",
    });
  }
  refuseUndo(change);
  const written = change.objects
    .filter(({ result }) => result !== "pending" && result !== "failed")
    .toReversed();
  return {
    title: `Undo: ${change.title}`,
    service: change.service,
    undoOf: change.id,
    refs: () => written.map(({ ref }) => ref),
    render: (_, live) => {
      const reverted = written.map((object) => revertObject(object, live));
      return {
        objects: reverted.flatMap(({ object }) => (object === undefined ? [] : [object])),
        kept: reverted.flatMap(({ kept, ref }) => kept.map((path) => ({ ref, path }))),
      };
    },
  };
}

function refuseUndo(change: Change): void {
  const words: Partial<Record<Change["state"], string>> = {
    applying: "is being written",
    failed: "wrote nothing",
    undone: "has been undone",
  };
  const word = words[change.state];
  if (word === undefined) return;
  throw new ConsoleError("conflict", `The change "${change.title}" ${word}: there is nothing to undo`, {
    details: { state: change.state, ...(change.undoneBy === undefined ? {} : { undoneBy: change.undoneBy }) },
  });
}

function revertObject(
  change: ChangeObject,
  live: readonly LiveObject[],
): { ref: ObjectRef; object?: RenderedObject; kept: readonly string[] } {
  const { ref, before, after } = change;
  const manifest = live.find((one) => objectKey(one.ref) === objectKey(ref))?.manifest;
  if (manifest === undefined) {
    // A deleted object comes back only when we deleted it.
    if (after === undefined && before !== undefined) return { ref, object: { ref, after: before }, kept: [] };
    return { ref, kept: before === undefined ? [] : [""] };
  }
  const today = cleanManifest(manifest);
  if (before === undefined) {
    return after !== undefined && isSameJson(today, cleanManifest(after))
      ? { ref, object: { ref, before: manifest }, kept: [] }
      : { ref, kept: [""] };
  }
  const { value, kept } = revert(before, after, today);
  const next = manifestFrom(value, ref);
  return isSameJson(next, today)
    ? { ref, kept }
    : { ref, object: { ref, before: manifest, after: next }, kept };
}

function manifestFrom(value: unknown, ref: ObjectRef): Manifest {
  const parsed = manifestAsItIs.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConsoleError(
    "internal",
    `Taking the change back would leave ${printObjectRef(ref)} without its shape`,
  );
}
