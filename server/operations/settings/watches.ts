import type { KindState, OperationContext } from "@/server/ports";

export type WatchState = KindState & { readonly cluster: string };

/** How far the watch of each kind is, in every cluster. `ageMs` is the time since it last heard from the API server. */
export function watchStates(ctx: Pick<OperationContext, "clusters">): readonly WatchState[] {
  return [...ctx.clusters.values()].flatMap(({ name, kubernetes }) =>
    kubernetes.states().map((state) => ({ cluster: name, ...state })),
  );
}
