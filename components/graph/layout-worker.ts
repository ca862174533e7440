import { layoutGraph, type Layout, type LayoutInput } from "@/lib/graph/layout/layout";

/** One request to the worker; the answer carries the same number. */
export type LayoutRequest = {
  readonly sequence: number;
  readonly input: LayoutInput;
  readonly previous?: Layout;
};
export type LayoutAnswer = { readonly sequence: number; readonly layout: Layout };

addEventListener("message", (event: MessageEvent<LayoutRequest>) => {
  const { sequence, input, previous } = event.data;
  const answer: LayoutAnswer = { sequence, layout: layoutGraph(input, previous) };
  postMessage(answer);
});
