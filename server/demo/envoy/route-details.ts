import { printProtoDuration } from "@/lib/xds/duration";
import type { CorsPolicy, HashPolicy, HeaderChanges, HeaderOperations, StringMatch } from "@/lib/xds/model";
import { anyOf, type ProtoJson, withoutAbsent } from "./proto-json";

/** Header operations as fields of a route or of one of its clusters. */
export function headerFields(headers: HeaderOperations | undefined): ProtoJson {
  return withoutAbsent({
    ...changes("request_headers", headers?.request),
    ...changes("response_headers", headers?.response),
  });
}

function changes(side: string, change: HeaderChanges | undefined): ProtoJson {
  if (change === undefined) return {};
  return withoutAbsent({
    [`${side}_to_add`]:
      change.write.length === 0
        ? undefined
        : change.write.map(({ name, value, append }) => ({
            header: { key: name, value },
            ...(append ? {} : { append_action: "OVERWRITE_IF_EXISTS_OR_ADD" }),
          })),
    [`${side}_to_remove`]: change.remove.length === 0 ? undefined : change.remove,
  });
}

export function hashPolicy(policy: HashPolicy): ProtoJson {
  switch (policy.kind) {
    case "header":
      return { header: { header_name: policy.name } };
    case "query_parameter":
      return { query_parameter: { name: policy.name } };
    case "source_ip":
      return { connection_properties: { source_ip: true } };
    case "cookie":
      return {
        cookie: withoutAbsent({
          name: policy.name,
          ttl: policy.ttlMs === undefined ? undefined : printProtoDuration(policy.ttlMs),
          path: policy.path,
        }),
      };
  }
}

export function corsConfig(cors: CorsPolicy): ProtoJson {
  const text = (value: string) => (value === "" ? undefined : value);
  return {
    "envoy.filters.http.cors": anyOf(
      "envoy.extensions.filters.http.cors.v3.CorsPolicy",
      withoutAbsent({
        allow_origin_string_match:
          cors.allowOrigins.length === 0 ? undefined : cors.allowOrigins.map(stringMatcher),
        allow_methods: text(cors.allowMethods),
        allow_headers: text(cors.allowHeaders),
        expose_headers: text(cors.exposeHeaders),
        max_age: cors.maxAgeSeconds === undefined ? undefined : String(cors.maxAgeSeconds),
        allow_credentials: cors.allowCredentials,
        filter_enabled: { default_value: { numerator: 100 } },
        forward_not_matching_preflights: cors.forwardsUnmatchedPreflights,
      }),
    ),
  };
}

/** A text condition that is not just presence. */
export function stringMatcher(match: StringMatch): ProtoJson {
  if (match.kind === "present") return {};
  return match.kind === "regex" ? { safe_regex: { regex: match.value } } : { [match.kind]: match.value };
}
