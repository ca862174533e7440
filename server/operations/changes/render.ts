import { phrase } from "@/lib/phrase";
import type { PhraseKey } from "@/lib/phrase-ref";
import type { Change } from "@/lib/changes/change";
import type { ChangeRequest, RenderedObject } from "@/lib/changes/change-set";
import type { IntentModule } from "@/lib/changes/intent-module";
import { intentModules } from "@/lib/changes/intent-modules";
import type { IntentKind, IntentOf, IntentRequest } from "@/lib/changes/intent-schemas";
import { ConsoleError } from "@/lib/errors";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { readChangeRow } from "@/server/database/change";
import { asConsoleError } from "@/server/operations/changes/as-console-error";
import { canaryRendering, faultRendering, restoreRendering } from "@/server/operations/changes/render-run";
import { delegatedRendering } from "@/server/operations/delivery/delegated-rendering";
import { revertObject } from "@/server/operations/changes/revert-object";
import { manifestsRendering } from "@/server/operations/changes/render-manifests";
import type { LiveObject } from "@/server/operations/changes/read-live";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type Rendering = {
  readonly title: string;
  readonly service: ServiceName;
  /** Everything that the result depends on; read from the API server before rendering. */
  readonly refs: (objects: MeshObjects) => readonly ObjectRef[];
  readonly render: (
    objects: MeshObjects,
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
    case "undo":
      return undoRendering(ctx, request.changeId, sources);
    case "manifests":
      return manifestsRendering(request);
    case "canary_stage":
      return canaryRendering(request);
    case "fault_stage":
      return faultRendering(request);
    case "restore":
      return restoreRendering(ctx, request.runId, sources);
    case "delegate":
      return delegatedRendering(request);
    default:
      return intentRendering(request);
  }
}

function intentRendering<K extends IntentKind>(request: IntentRequest<K>): Rendering {
  const of: IntentModule<IntentOf<K>> = intentModules[request.kind];
  const { intent } = request;
  const write = (objects: MeshObjects): readonly RenderedObject[] =>
    request.remove === true ? of.remove(intent, objects) : of.toManifests(intent, objects);
  return {
    title: request.remove === true ? `Remove: ${of.title(intent)}` : of.title(intent),
    service: of.target(intent),
    refs: (objects) =>
      asConsoleError(() => [...of.refs(intent, objects), ...write(objects).map(({ ref }) => ref)]),
    render: (objects) => asConsoleError(() => ({ objects: write(objects), kept: [] })),
  };
}

async function undoRendering(
  ctx: OperationContext,
  changeId: string,
  sources: ClusterSources,
): Promise<Rendering> {
  const change = await readChangeRow(ctx.databaseUrl, changeId);
  if (change === undefined || change.cluster !== sources.name) {
    throw new ConsoleError("not_found", phrase("no_change_on", { id: changeId, cluster: sources.name }), {
      hint: phrase("choose_in_activity"),
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
  const words: Partial<Record<Change["state"], PhraseKey>> = {
    applying: "change_being_written",
    failed: "change_wrote_nothing",
    undone: "change_undone",
  };
  if (change.objects.some(({ subresource }) => subresource === "status")) {
    throw new ConsoleError("conflict", phrase("change_was_order", { title: change.title }), {
      hint: phrase("open_rollout"),
      details: { state: change.state },
    });
  }
  const word = words[change.state];
  if (word === undefined) return;
  throw new ConsoleError("conflict", phrase(word, { title: change.title }), {
    details: { state: change.state, ...(change.undoneBy === undefined ? {} : { undoneBy: change.undoneBy }) },
  });
}
