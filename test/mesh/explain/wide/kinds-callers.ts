import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, to, toEither, word, type Kind } from "./kind";

const tls: Kind = {
  name: "TLS callers",
  takesTls: true,
  manager: (draw) => {
    const context = (): Json => ({
      tls_context: {
        ...(draw.chance(0.7) ? { presented: draw.chance(0.5) } : {}),
        ...(draw.chance(0.6) ? { validated: draw.chance(0.5) } : {}),
      },
    });
    return managerOf(
      [
        ...Array.from({ length: 3 }, () => ({
          match: {
            prefix: draw.one(["/", "/a"]),
            ...(draw.chance(0.8)
              ? context()
              : {
                  headers: [
                    { name: draw.one([":scheme", "x-forwarded-proto"]), string_match: { exact: "https" } },
                  ],
                }),
          },
          ...toEither(draw),
        })),
        {
          match: { prefix: "/" },
          ...draw.one<Json>([
            to("c1"),
            {
              redirect: {
                ...draw.one<Json>([
                  { https_redirect: true },
                  { scheme_redirect: "http" },
                  { host_redirect: "o" },
                ]),
                path_redirect: "/x",
              },
            },
          ]),
        },
      ],
      draw.chance(0.4) ? { require_tls: draw.one(["ALL", "EXTERNAL_ONLY", "NONE"]) } : {},
      {},
      draw.one<Json>([
        {},
        { use_remote_address: true },
        { scheme_header_transformation: { scheme_to_overwrite: draw.one(["http", "https"]) } },
        { scheme_header_transformation: { match_upstream: true } },
      ]),
    );
  },
  request: (draw) => {
    const way = draw.one(["tls", "trusted", "stranger"] as const);
    const said = draw.chance(0.3)
      ? headersOf([["x-forwarded-proto", draw.one(["http", "https", "HTTPS", "ftp", "http,https"])]])
      : [];
    return {
      way,
      asked: asked({
        scheme: "https",
        authority: draw.one(["shop", "shop:443", "shop:80", "[::1]:443"]),
        path: draw.one(["/", "/a?x"]),
        headers: said,
        certificate: { isPresented: way !== "tls", isValidated: way === "trusted" },
      }),
    };
  },
};

const proto: Kind = {
  name: "required TLS and forwarded schemes",
  manager: (draw) =>
    managerOf(
      [
        {
          match: { prefix: "/a" },
          redirect: draw.one<Json>([
            { https_redirect: true },
            { scheme_redirect: draw.one(["https", "HTTP", "ws"]) },
            { port_redirect: 8443 },
            { host_redirect: "o:1" },
          ]),
        },
        {
          match: { prefix: "/", headers: [{ name: ":scheme", string_match: { exact: "https" } }] },
          ...to("c2"),
        },
        { match: { prefix: "/" }, ...to("c1") },
      ],
      { require_tls: draw.one(["ALL", "EXTERNAL_ONLY", "NONE"]) },
      {},
      {
        ...draw.one<Json>([
          {},
          { use_remote_address: true },
          { xff_num_trusted_hops: 1, use_remote_address: true },
          { scheme_header_transformation: { scheme_to_overwrite: "https" } },
        ]),
        ...(draw.chance(0.5)
          ? {
              internal_address_config: {
                unix_sockets: true,
                cidr_ranges: [{ address_prefix: "10.0.0.0", prefix_len: 8 }],
              },
            }
          : {}),
      },
    ),
  request: (draw) => ({
    asked: asked({
      authority: draw.one(["shop", "shop:80", "shop:443", "[::1]:80", "shop:"]),
      path: draw.one(["/", "/a", "/a?x=1"]),
      headers: headersOf([
        ...(draw.chance(0.6)
          ? [["x-forwarded-proto", draw.one(["http", "https", "HTTPS", "ftp", "", "https,http"])] as const]
          : []),
        ...(draw.chance(0.5)
          ? [
              [
                "x-forwarded-for",
                draw.one(["10.0.0.1", "9.9.9.9", "10.0.0.1,9.9.9.9", word(draw, ["1", "."], 5)]),
              ] as const,
            ]
          : []),
      ]),
    }),
  }),
};

export const callerKinds: readonly Kind[] = [tls, proto];
