import type { Because } from "@/lib/proxies/explain/answer";
import { chooseChain } from "@/lib/proxies/explain-flow/choose-chain";
import { seenConnections } from "@/lib/proxies/explain-flow/connection";
import type { PickableEndpoint, ResourceLink } from "@/lib/proxies/explain-flow/explanation";
import { findListener } from "@/lib/proxies/explain-flow/find-listener";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { because } from "@/lib/proxies/explain-flow/way";
import { anyField, objectField } from "@/lib/proxies/proto-json";

export type ServerTls = "strict" | "permissive" | "disabled" | "unknown";

/** What the two ends of a connection say about encryption, and whether that goes together. */
export type TlsAgreement = {
  readonly client: PickableEndpoint["tls"];
  readonly server: ServerTls;
  readonly isMatching: boolean;
  readonly because: Because;
  readonly resource?: ResourceLink;
};

/** Whether the proxy that answers takes what the calling one speaks. */
export function tlsAgreement(
  dump: FlowDump,
  request: FlowRequest,
  client: PickableEndpoint["tls"],
): TlsAgreement {
  const found = findListener(dump, {}, request, request.ip).found[0];
  if (found === undefined || found.listener.isInternal) {
    return { client, server: "unknown", isMatching: true, because: because("tls_unknown") };
  }
  const takes = (principal: string) =>
    seenConnections(
      found.listener,
      { ...request, scheme: request.scheme === "tcp" ? "tcp" : "http", caller: { principal } },
      {
        ip: request.ip,
        port: found.port,
      },
    ).some(({ connection, isEncrypted }) =>
      chooseChain(found.listener.proto, connection).chains.some(
        (chain) => chain.kind === "chain" && endsTls(chain.chain) === isEncrypted,
      ),
    );
  const [mutual, plain] = [takes("spiffe://any"), takes("")];
  const server = mutual ? (plain ? "permissive" : "strict") : plain ? "disabled" : "unknown";
  const isMutual = client === "istio_mutual" || client === "mutual";
  const isMatching =
    server === "unknown" || server === "permissive" ? true : isMutual === (server === "strict");
  const code = isMatching ? `tls_${server}` : isMutual ? "tls_mismatch_disabled" : "tls_mismatch_strict";
  return { client, server, isMatching, because: because(code, { client }), resource: found.listener.link };
}

function endsTls(chain: unknown): boolean {
  return anyField(objectField(chain, "transport_socket"), "typed_config").type.endsWith(
    "DownstreamTlsContext",
  );
}
