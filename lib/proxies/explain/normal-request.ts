import type { Because } from "@/lib/proxies/explain/answer";
import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";

export type NormalRequest = {
  /** The request as filters and routes see it. */
  readonly request: ExplainedRequest;
  /** What was done to it, in order: `{code: "path_normalized", values: {before, after}}` and the like. */
  readonly steps: readonly Because[];
  /** The connection manager ends the request by itself before any filter. */
  readonly answer?: LocalAnswer & { readonly location?: string };
};

/** What an HTTP connection manager makes of a request before its filters: path, host, `x-envoy-*` and forwarding headers. */
export function normalRequest(
  _hcm: unknown,
  request: ExplainedRequest,
  _peer: PeerFacts = {},
): NormalRequest {
  return { request, steps: [] };
}
