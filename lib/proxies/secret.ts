import type { DumpEntry } from "./dump/entry";
import { headFromEntry } from "./head";
import { field, fieldAt, isProtoObject, itemsField, objectField, textField } from "./proto-json";
import type { ResourceHead } from "./resource";

export type Secret = ResourceHead & {
  readonly kind: "certificate_chain" | "certificate_authority" | "generic" | "ticket_keys" | "unknown";
  /** Certificates only, never keys: base64 or PEM text, as the dump has it. */
  readonly certificates: readonly {
    readonly data: string;
    readonly isBase64: boolean;
    readonly trustDomain?: string;
  }[];
  /** Envoy waits for it. */
  readonly isDelivered: boolean;
};

function dataFrom(source: unknown, trustDomain?: string): Secret["certificates"] {
  const bytes = textField(source, "inline_bytes");
  const text = bytes ?? textField(source, "inline_string");
  if (text === undefined || text === "") return [];
  return [
    { data: text, isBase64: bytes !== undefined, ...(trustDomain === undefined ? {} : { trustDomain }) },
  ];
}

/** A secret from its dump entry: its kind and its public certificates. */
export function secretFromEntry(entry: DumpEntry, value: unknown): Secret {
  const proto = objectField(value, "secret");
  const name = textField(value, "name") ?? textField(proto, "name") ?? entry.name;
  const chain = field(proto, "tls_certificate");
  const validation = field(proto, "validation_context");
  const bundles = itemsField(fieldAt(validation, "custom_validator_config", "typed_config"), "trust_domains");
  const head = headFromEntry(entry, value, name);
  return {
    ...head,
    kind: kindOf(proto, chain, validation),
    certificates: [
      ...dataFrom(field(chain, "certificate_chain")),
      ...dataFrom(field(validation, "trusted_ca")),
      ...bundles.flatMap((bundle) => dataFrom(field(bundle, "trust_bundle"), textField(bundle, "name"))),
    ],
    isDelivered: head.version !== "uninitialized",
  };
}

function kindOf(proto: unknown, chain: unknown, validation: unknown): Secret["kind"] {
  if (isProtoObject(chain)) return "certificate_chain";
  if (isProtoObject(validation)) return "certificate_authority";
  if (field(proto, "generic_secret") !== undefined) return "generic";
  return field(proto, "session_ticket_keys") === undefined ? "unknown" : "ticket_keys";
}
