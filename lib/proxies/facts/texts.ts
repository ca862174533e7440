import { formatDurationUs } from "@/lib/format/duration";
import {
  durationMsField,
  field,
  isProtoObject,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** A protobuf duration in words; undefined of anything else. */
export function durationText(value: unknown): string | undefined {
  const ms = durationMsField({ value }, "value");
  if (ms === undefined) return undefined;
  return ms === 0 ? "0s" : formatDurationUs(ms * 1000);
}

/** A timeout in words: one of 0 is switched off. Source: Envoy's timeouts of streams, requests and routes. */
export function timeoutText(value: unknown): string | undefined {
  const text = durationText(value);
  return text === "0s" ? "off" : text;
}

const denominators: Readonly<Record<string, number>> = { HUNDRED: 1, TEN_THOUSAND: 100, MILLION: 10_000 };

/** A FractionalPercent or its runtime form as percent, 0 to 100. Source: envoy.type.v3.FractionalPercent. */
export function percentOf(value: unknown): number | undefined {
  const inner = objectField(value, "default_value") ?? value;
  if (!isProtoObject(inner)) return undefined;
  const plain = numberField(value, "value");
  if (plain !== undefined) return plain;
  return (
    (numberField(inner, "numerator") ?? 0) / (denominators[textField(inner, "denominator") ?? "HUNDRED"] ?? 1)
  );
}

/** `25%` */
export function percentText(value: unknown): string | undefined {
  const percent = percentOf(value);
  return percent === undefined ? undefined : `${percent}%`;
}

/** A StringMatcher in words: `= a`, `prefix a`, `~ regex`; `present` where it is empty. */
export function stringMatchText(matcher: unknown): string {
  for (const key of ["exact", "prefix", "suffix", "contains"]) {
    const value = textField(matcher, key);
    if (value !== undefined) return key === "exact" ? `= ${value}` : `${key} ${value}`;
  }
  const regex = textField(objectField(matcher, "safe_regex"), "regex");
  return regex === undefined ? "present" : `~ ${regex}`;
}

/** Address ranges: `10.0.0.0/8`. */
export function rangeText(range: unknown): string {
  const prefix = textField(range, "address_prefix") ?? "";
  const length = numberField(range, "prefix_len");
  return length === undefined ? prefix : `${prefix}/${length}`;
}

/** Cluster of an Envoy gRPC or HTTP service, or its address. */
export function serviceText(service: unknown): string | undefined {
  return (
    textField(objectField(service, "envoy_grpc"), "cluster_name") ??
    textField(objectField(service, "google_grpc"), "target_uri") ??
    textField(objectField(service, "server_uri"), "uri") ??
    textField(service, "cluster")
  );
}

/** Options that add headers: `x-a: 1 (append)`. */
export function headerOptionsText(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value
    .map((option) => {
      const header = objectField(option, "header");
      const action = textField(option, "append_action");
      const append = field(option, "append") === false ? "OVERWRITE_IF_EXISTS_OR_ADD" : action;
      return `${textField(header, "key") ?? ""}: ${textField(header, "value") ?? textField(header, "raw_value") ?? ""}${append === undefined ? "" : ` (${append})`}`;
    })
    .join("\n");
}

/** Compact JSON, for messages that have no words of their own. */
export function jsonText(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Names of SDS secrets in `tls_certificate_sds_secret_configs` and its kin. */
export function secretNamesText(value: unknown): string | undefined {
  const items = Array.isArray(value) ? value : isProtoObject(value) ? [value] : [];
  const names = items.map((item) => textField(item, "name") ?? textField(item, "sds_config") ?? "");
  return names.length === 0 ? undefined : names.join(", ");
}

/** Every item's words of a list. */
export function listText(value: unknown, words: (item: unknown) => string | undefined): string | undefined {
  const items = itemsField({ value }, "value");
  const texts = items.map((item) => words(item) ?? "").filter((text) => text !== "");
  return texts.length === 0 ? undefined : texts.join("\n");
}
