import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, to, type Kind } from "./kind";
import { connects } from "./kinds-connect";
import { trees } from "./kinds-trees";

const authorities = [
  "shop",
  "shop:80",
  "shop:443",
  "SHOP:8080",
  "[::1]",
  "[::1]:80",
  "[::1]:443",
  "10.0.0.1:80",
  "",
  "shop:",
  "a:b:80",
];

const redirects: Kind = {
  name: "redirects",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 5 }, (_, index) => ({
        match: draw.one<Json>([
          { prefix: `/${"abcde"[index] ?? ""}` },
          { prefix: `/${"ABCDE"[index] ?? ""}`, case_sensitive: false },
          { safe_regex: { regex: `/${"abcde"[index] ?? ""}.*` } },
          { path_separated_prefix: `/${"abcde"[index] ?? ""}` },
          { path: `/${"abcde"[index] ?? ""}/x` },
        ]),
        redirect: {
          ...draw.one<Json>([
            {},
            { path_redirect: draw.one(["/n", "/n?q=1", "n", "/n#f", "/n?"]) },
            { prefix_rewrite: draw.one(["/", "/n", "/n?q"]) },
            { regex_rewrite: { pattern: { regex: "/([a-e])" }, substitution: "/\\1\\1" } },
          ]),
          ...(draw.chance(0.3) ? { host_redirect: draw.one(["o", "o:81", "[::2]"]) } : {}),
          ...(draw.chance(0.3) ? { port_redirect: draw.one([80, 443, 8443]) } : {}),
          ...draw.one<Json>([
            {},
            {},
            { https_redirect: draw.chance(0.7) },
            { scheme_redirect: draw.one(["https", "http", "HTTPS", "ftp"]) },
          ]),
          ...(draw.chance(0.3) ? { strip_query: true } : {}),
          ...(draw.chance(0.5)
            ? {
                response_code: draw.one([
                  "MOVED_PERMANENTLY",
                  "FOUND",
                  "SEE_OTHER",
                  "TEMPORARY_REDIRECT",
                  "PERMANENT_REDIRECT",
                ]),
              }
            : {}),
        },
      })),
      {},
      draw.chance(0.2) ? { ignore_path_parameters_in_path_matching: true } : {},
    ),
  request: (draw) => ({
    asked: asked({
      authority: draw.one(authorities),
      path: `/${draw.one(["a", "b", "c", "d", "e"])}${draw.one(["", "/x", "/x;p=1", "//", "a"])}${draw.one(["", "?q=2", "?", "?a?b#".slice(0, 4)])}`,
      headers: headersOf(draw.chance(0.3) ? [["x-forwarded-proto", draw.one(["https", "http"])]] : []),
    }),
  }),
};

const rewrites: Kind = {
  name: "rewrites of path and host",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 5 }, (_, index) => ({
        match: draw.one<Json>([
          { prefix: `/${"abcde"[index] ?? ""}` },
          { prefix: `/${"ABCDE"[index] ?? ""}/`, case_sensitive: false },
          { path_separated_prefix: `/${"abcde"[index] ?? ""}` },
          { path: `/${"abcde"[index] ?? ""}/x` },
          { safe_regex: { regex: `/${"abcde"[index] ?? ""}.*` } },
        ]),
        ...to(draw.one(["c1", "c2"]), {
          ...draw.one<Json>([
            {},
            { prefix_rewrite: draw.one(["/", "/n", "/n/"]) },
            {
              regex_rewrite: {
                pattern: { regex: draw.one(["/([a-e])", "x", "^", "$", "/*", "[a-e]/?"]) },
                substitution: draw.one(["/z", "/-\\0-", "/a\\\\b", "/$0"]),
              },
            },
          ]),
          ...draw.one<Json>([
            {},
            { host_rewrite_literal: "lit" },
            { host_rewrite_header: draw.one(["x-host", "X-Host", "host", ":authority"]) },
            {
              host_rewrite_path_regex: {
                pattern: { regex: draw.one(["^/([a-e]).*$", "/", "never"]) },
                substitution: draw.one(["\\1.ex", "h", "\\0"].slice(draw.below(2))),
              },
            },
            { auto_host_rewrite: true },
          ]),
          ...(draw.chance(0.4) ? { append_x_forwarded_host: true } : {}),
        }),
        ...(draw.chance(0.3)
          ? {
              request_headers_to_add: [
                {
                  header: {
                    key: draw.one(["x-a", "x-host"]),
                    value: draw.one([
                      "%REQ(:PATH)%",
                      "%REQ(:AUTHORITY)%",
                      "%REQ(x-host?:method)%",
                      "%REQ(x-none)%",
                      "v",
                    ]),
                  },
                  ...(draw.chance(0.5)
                    ? { append_action: draw.one(["ADD_IF_ABSENT", "OVERWRITE_IF_EXISTS_OR_ADD"]) }
                    : {}),
                  ...(draw.chance(0.3) ? { keep_empty_value: true } : {}),
                },
              ],
            }
          : {}),
      })).map((route) =>
        JSON.stringify(route).includes('"\\\\1.ex"') && !JSON.stringify(route).includes("^/([a-e])")
          ? { ...route, ...to("c1") }
          : route,
      ),
      draw.chance(0.4) ? { include_request_attempt_count: true } : {},
    ),
  request: (draw) => ({
    asked: asked({
      authority: draw.one(["shop", "shop:80", ""]),
      path: `/${draw.one(["a", "b", "c", "d", "E"])}${draw.one(["", "/x", "/x;p=1", "//", "a", "/"])}${draw.one(["", "?q=/a", "?"])}`,
      headers: headersOf([
        ...(draw.chance(0.6) ? [["x-host", draw.one(["from-header", "", "two"])] as const] : []),
        ...(draw.chance(0.2) ? [["x-host", "second"] as const] : []),
        ...(draw.chance(0.2) ? [["x-forwarded-host", "before"] as const] : []),
        ...(draw.chance(0.2) ? [["x-envoy-attempt-count", "9"] as const] : []),
        ...(draw.chance(0.2) ? [["x-envoy-original-path", "/orig"] as const] : []),
      ]),
    }),
  }),
};

const weights: Kind = {
  name: "weighted clusters and cluster headers",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 4 }, (_, index) => ({
        match: { prefix: `/${"abcd"[index] ?? ""}` },
        route: draw.one<Json>([
          { cluster_header: draw.one(["x-c", "X-C", ":authority", "x-none"]) },
          {
            cluster_header: "x-c",
            cluster_not_found_response_code: draw.one([
              "NOT_FOUND",
              "SERVICE_UNAVAILABLE",
              "INTERNAL_SERVER_ERROR",
            ]),
          },
          {
            cluster: draw.one(["c1", "gone"]),
            ...(draw.chance(0.4)
              ? { cluster_not_found_response_code: draw.one(["NOT_FOUND", "INTERNAL_SERVER_ERROR"]) }
              : {}),
          },
          {
            weighted_clusters: {
              clusters: [
                { cluster_header: "x-c", weight: 1 },
                { name: "c2", weight: 0 },
              ],
            },
          },
          {
            weighted_clusters: {
              ...draw.one<Json>(
                [
                  {},
                  { header_name: "x-n" },
                  { header_name: "x-n" },
                  { runtime_key_prefix: "never.set" },
                  { total_weight: 10 },
                ].slice(0, 4),
              ),
              clusters: [
                { name: "c1", weight: draw.one([0, 3, 10]) },
                {
                  name: "c2",
                  weight: draw.one([1, 7]),
                  ...(draw.chance(0.4)
                    ? {
                        request_headers_to_add: [{ header: { key: "x-a", value: "w" } }],
                        host_rewrite_literal: "weighted",
                      }
                    : {}),
                },
              ],
            },
            ...(draw.chance(0.2) ? { host_rewrite_literal: "lit" } : {}),
          },
        ]),
      })),
      {},
      { validate_clusters: false },
    ),
  request: (draw) => ({
    asked: asked({
      authority: draw.one(["shop", "c1"]),
      path: `/${draw.one(["a", "b", "c", "d"])}`,
      headers: headersOf([
        ...(draw.chance(0.7) ? [["x-c", draw.one(["c1", "c2", "gone", "", "C1"])] as const] : []),
        ...(draw.chance(0.7)
          ? [
              [
                "x-n",
                draw.one([
                  "0",
                  "3",
                  "9",
                  "10",
                  "1000000007",
                  "18446744073709551615",
                  "18446744073709551616",
                  "-1",
                  "x",
                  "",
                  " 4",
                  "+4",
                  "0x4",
                  "4294967296",
                ]),
              ] as const,
            ]
          : []),
        ...(draw.chance(0.1) ? [["x-n", "1"] as const, ["x-c", "c2"] as const] : []),
      ]),
    }),
  }),
};

export const actionKinds: readonly Kind[] = [redirects, rewrites, weights, connects, trees];
