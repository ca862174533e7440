import { anyField, field, itemsField, objectField, textField } from "@/lib/proxies/proto-json";
import { factsFrom, plainText, type Fact, type FactRule } from "./fact";
import { listText, secretNamesText, stringMatchText, timeoutText } from "./texts";

function versionsText(value: unknown): string {
  const short = (key: string) =>
    (textField(value, key) ?? "").replace("TLSv", "TLS ").replace("_", ".").replace("TLS_AUTO", "auto");
  return `${short("tls_minimum_protocol_version") || "auto"} – ${short("tls_maximum_protocol_version") || "auto"}`;
}

function sansText(value: unknown): string | undefined {
  return listText(value, (item) => stringMatchText(objectField(item, "matcher") ?? item));
}

const base = "common_tls_context";
const combined = `${base}.combined_validation_context`;
const rules: readonly FactRule[] = [
  ["@type"],
  [`${base}.tls_certificate_sds_secret_configs`, "certificates", secretNamesText],
  [`${base}.tls_certificate_provider_instance.certificate_name`, "certificates"],
  [`${base}.tls_certificates`, "certificates", (value) => listText(value, inlineCertificateText)],
  ["require_client_certificate", "clientCertRequired"],
  [`${combined}.validation_context_sds_secret_config`, "trusts", secretNamesText],
  [`${base}.validation_context_sds_secret_config`, "trusts", secretNamesText],
  [`${base}.validation_context.trusted_ca`, "trusts", caText],
  [`${combined}.default_validation_context.trusted_ca`, "trusts", caText],
  [`${combined}.default_validation_context.match_subject_alt_names`, "expects", sansText],
  [`${combined}.default_validation_context.match_typed_subject_alt_names`, "expects", sansText],
  [`${base}.validation_context.match_subject_alt_names`, "expects", sansText],
  [`${base}.validation_context.match_typed_subject_alt_names`, "expects", sansText],
  ["sni", "sni"],
  [`${base}.alpn_protocols`, "alpn"],
  [`${base}.tls_params.cipher_suites`, "ciphers"],
  [`${base}.tls_params`, "tlsVersions", versionsText],
  ["session_timeout", "idleTimeout", timeoutText],
];

function inlineCertificateText(certificate: unknown): string {
  return caText(field(certificate, "certificate_chain")) ?? "inline";
}

function caText(source: unknown): string | undefined {
  if (source === undefined) return undefined;
  return textField(source, "filename") ?? "inline";
}

/** Certificates, trust and versions of a downstream or upstream TLS context. */
export function tlsFacts(context: unknown): readonly Fact[] {
  return factsFrom(objectField({ context }, "context"), rules);
}

/** One transport socket of a cluster: when an endpoint takes it, and how it encrypts. */
export type SocketFacts = {
  readonly name: string;
  /** Labels of the endpoints that take it: `tlsMode=istio`; "" takes every one. */
  readonly match: string;
  /** Last part of the message's name: `UpstreamTlsContext`, `RawBuffer`. */
  readonly type: string;
  readonly facts: readonly Fact[];
};

function socketFacts(socket: unknown, match: string, name: string): SocketFacts {
  const opened = anyField(socket, "typed_config");
  const inner = objectField(opened.content, "transport_socket");
  // HBONE and proxy protocol wrap another socket: what it wraps encrypts.
  const nested = inner === undefined ? undefined : anyField(inner, "typed_config");
  const chosen = nested ?? opened;
  return {
    name,
    match,
    type: chosen.type.slice(chosen.type.lastIndexOf(".") + 1),
    facts: chosen.type.endsWith("TlsContext")
      ? tlsFacts(chosen.content)
      : factsFrom(chosen.content, [["@type"]]),
  };
}

/** The transport sockets of a cluster in the order in which an endpoint's labels are tried; its own one last. */
export function clusterSockets(cluster: unknown): readonly SocketFacts[] {
  const matches = itemsField(cluster, "transport_socket_matches").map((item) => {
    const labels = Object.entries(objectField(item, "match") ?? {})
      .map(([key, value]) => `${key}=${plainText(value) ?? ""}`)
      .join(", ");
    return socketFacts(field(item, "transport_socket"), labels, textField(item, "name") ?? "");
  });
  const own = field(cluster, "transport_socket");
  return own === undefined ? matches : [...matches, socketFacts(own, "", textField(own, "name") ?? "")];
}
