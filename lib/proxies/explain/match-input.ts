import type { Because } from "@/lib/proxies/explain/answer";
import { socketIpOf, type PeerFacts } from "@/lib/proxies/explain/peer";
import { queryOf } from "@/lib/proxies/explain/query-match";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { anyField, itemsField, textField, type ProtoObject } from "@/lib/proxies/proto-json";

/** The value of an input of a matcher tree; null when it is not there, a reason when nobody told. */
export type MatchInput = (input: ProtoObject | undefined) => string | null | Because;

type Facts = { readonly request: ExplainedRequest; readonly peer: PeerFacts };

/** Inputs of trees that look at an HTTP request and at its connection. */
export function httpInput(
  request: ExplainedRequest,
  peer: PeerFacts,
  sourceIp: string | null | undefined,
): MatchInput {
  return (input) => {
    const { type, content } = anyField(input, "typed_config");
    const name = type.slice(type.lastIndexOf(".") + 1);
    const value =
      name === "SourceIPInput" ? sourceIp : readers[name]?.({ request, peer: { ...peer } }, content);
    if (value !== undefined) return value;
    const what = textField(content, "header_name") ?? textField(content, "key") ?? name;
    return { code: "input", values: { name: what } };
  };
}

const readers: Readonly<Record<string, (facts: Facts, content: ProtoObject) => string | null | undefined>> = {
  HttpRequestHeaderMatchInput: ({ request }, content) =>
    headerOf(request, (textField(content, "header_name") ?? "").toLowerCase()),
  HttpRequestQueryParamMatchInput: ({ request }, content) =>
    queryOf(request.path ?? "").get(textField(content, "query_param") ?? "") ?? null,
  DestinationIPInput: ({ peer }) => peer.destination?.ip,
  DestinationPortInput: ({ peer }) => portText(peer.destination?.port),
  DirectSourceIPInput: ({ peer }) => socketIpOf(peer),
  SourcePortInput: ({ peer }) => portText(peer.directSourcePort),
  ServerNameInput: ({ peer }) => (peer.serverName === "" ? null : peer.serverName),
  UriSanInput: ({ peer }) => joined(peer.certificate?.uris, peer),
  DnsSanInput: ({ peer }) => joined(peer.certificate?.dnsNames, peer),
  SubjectInput: ({ peer }) => (peer.certificate === null ? null : peer.certificate?.subject),
  FilterStateInput: ({ request, peer }, content) => {
    const state = request.filterState ?? peer.filterState;
    return state === undefined ? undefined : (state[textField(content, "key") ?? ""] ?? null);
  },
  DynamicMetadataInput: ({ request }, content) => {
    if (request.metadata === undefined) return undefined;
    let value: unknown = request.metadata[textField(content, "filter") ?? ""];
    for (const segment of itemsField(content, "path")) {
      const key = textField(segment, "key") ?? "";
      value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    }
    return typeof value === "string" ? value : null;
  },
};

function portText(port: number | undefined): string | undefined {
  return port === undefined ? undefined : `${port}`;
}

function joined(names: readonly string[] | undefined, { certificate }: PeerFacts): string | null | undefined {
  if (certificate === null) return null;
  return names === undefined || names.length > 0 ? names?.join(",") : null;
}
