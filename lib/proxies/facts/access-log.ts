import { anyField, field, isProtoObject, objectField, textField } from "@/lib/proxies/proto-json";
import { factOf, plainText, type Fact } from "./fact";
import { serviceText } from "./texts";

/** Where an access log goes, its format, and which requests it is for. */
export function accessLogFacts(log: unknown): readonly Fact[] {
  const { type, content } = anyField(log, "typed_config");
  const format = objectField(content, "log_format");
  const json = objectField(format, "json_format") ?? objectField(content, "json_format");
  const text =
    textField(objectField(format, "text_format_source"), "inline_string") ??
    textField(format, "text_format") ??
    textField(content, "format");
  const service =
    serviceText(objectField(objectField(content, "common_config"), "grpc_service")) ??
    serviceText(objectField(content, "grpc_service"));
  const filter = field(log, "filter");
  return [
    ...factOf("path", textField(content, "path") ?? service ?? type.slice(type.lastIndexOf(".") + 1)),
    ...factOf("format", json === undefined ? text : `JSON: ${Object.keys(json).join(", ")}`),
    ...factOf("condition", isProtoObject(filter) ? conditionText(filter) : undefined),
  ];
}

function conditionText(filter: unknown): string {
  if (!isProtoObject(filter)) return "";
  const expression = anyField(objectField(filter, "extension_filter"), "typed_config").content;
  const cel = plainText(field(expression, "expression"));
  if (cel !== undefined) return cel;
  const flags = field(filter, "response_flag_filter");
  if (flags !== undefined) return `response flags ${plainText(field(flags, "flags")) || "any"}`;
  return JSON.stringify(filter);
}
