import { anyOf, type ProtoJson } from "./proto-json";

const cipherSuites = [
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "AES256-GCM-SHA384",
  "AES128-GCM-SHA256",
];

const sdsConfig: ProtoJson = {
  api_config_source: {
    api_type: "GRPC",
    grpc_services: [{ envoy_grpc: { cluster_name: "sds-grpc" } }],
    set_node_on_first_message_only: true,
    transport_api_version: "V3",
  },
  initial_fetch_timeout: "0s",
  resource_api_version: "V3",
};

const protocolRange = { tls_minimum_protocol_version: "TLSv1_2", tls_maximum_protocol_version: "TLSv1_3" };

function commonContext(alpn: readonly string[], validation: ProtoJson, ciphers: boolean): ProtoJson {
  return {
    tls_params: ciphers ? { ...protocolRange, cipher_suites: cipherSuites } : protocolRange,
    alpn_protocols: alpn,
    tls_certificate_sds_secret_configs: [{ name: "default", sds_config: sdsConfig }],
    combined_validation_context: {
      default_validation_context: validation,
      validation_context_sds_secret_config: { name: "ROOTCA", sds_config: sdsConfig },
    },
  };
}

/** mTLS to a service: its accounts are the only names that the server's certificate may carry. */
export function upstreamMutualTls(sans: readonly string[], sni: string): ProtoJson {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: anyOf("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
      common_tls_context: commonContext(
        ["istio"],
        sans.length === 0 ? {} : { match_subject_alt_names: sans.map((exact) => ({ exact })) },
        false,
      ),
      sni,
    }),
  };
}

/** TLS to a host outside of the mesh. */
export function upstreamSimpleTls(sni: string): ProtoJson {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: anyOf("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
      common_tls_context: {
        tls_params: protocolRange,
        combined_validation_context: {
          default_validation_context: {},
          validation_context_sds_secret_config: { name: "system", sds_config: sdsConfig },
        },
      },
      sni,
    }),
  };
}

/** What an inbound listener asks of its callers. */
export function downstreamMutualTls(): ProtoJson {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: anyOf("envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", {
      common_tls_context: commonContext(
        ["h2", "http/1.1"],
        { match_subject_alt_names: [{ prefix: "spiffe://cluster.local/" }] },
        true,
      ),
      require_client_certificate: true,
    }),
  };
}

export const rawBuffer: ProtoJson = {
  name: "envoy.transport_sockets.raw_buffer",
  typed_config: anyOf("envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer", {}),
};
