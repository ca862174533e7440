import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, to, word, type Kind } from "./kind";

const dirty = [
  "/",
  "/",
  "//",
  ".",
  "..",
  "/..",
  "/.",
  "%2e",
  "%2E%2e",
  "a",
  "b",
  "A",
  "%61",
  "%2f",
  "%2F",
  "%5c",
  "\\",
  "%5C",
  ";x",
  "%",
  "%zz",
  "%7e",
  "{",
  "|",
  "^",
  "'",
  "%c3%a9",
  "%20",
  "+",
  "`",
  "<",
  '"',
  "%25",
  "%252e",
  "..a",
  "*",
];

const normalization: Kind = {
  name: "path normalisation",
  manager: (draw) =>
    managerOf(
      [
        { match: { path: "/a" }, ...to("c2") },
        { match: { prefix: "/a/" }, ...to("c1", draw.chance(0.5) ? { prefix_rewrite: "/n/" } : {}) },
        { match: { prefix: "/" }, ...to("c1") },
      ],
      {},
      {},
      {
        ...(draw.chance(0.7) ? { normalize_path: draw.chance(0.85) } : {}),
        ...(draw.chance(0.5) ? { merge_slashes: true } : {}),
        ...(draw.chance(0.6)
          ? {
              path_with_escaped_slashes_action: draw.one([
                "KEEP_UNCHANGED",
                "REJECT_REQUEST",
                "UNESCAPE_AND_REDIRECT",
                "UNESCAPE_AND_FORWARD",
                "IMPLEMENTATION_SPECIFIC_DEFAULT",
              ]),
            }
          : {}),
      },
    ),
  request: (draw) => {
    const bare = `/${word(draw, dirty, 6)}`;
    return { asked: asked({ path: bare + draw.one(["", "", "", "?x=/../%2f", "#", "?a#b", "?"]) }) };
  },
};

const forms: Kind = {
  name: "forms of the target",
  manager: (draw) =>
    managerOf(
      [
        { match: { path: "*" }, ...answering204() },
        { match: { prefix: "/a" }, ...to("c2") },
        { match: { path: "/new" }, direct_response: { status: 201 } },
        { match: { prefix: "/b" }, redirect: redirectTo(draw) },
        {
          match: {
            prefix: "/",
            ...(draw.chance(0.4) ? { headers: [{ name: ":scheme", string_match: { exact: "https" } }] } : {}),
          },
          ...to(
            "c1",
            draw.chance(0.3) ? { regex_rewrite: { pattern: { regex: "^/$" }, substitution: "/root" } } : {},
          ),
        },
        {
          match: { prefix: "/" },
          redirect: redirectTo(draw),
        },
      ],
      draw.chance(0.2) ? { require_tls: "ALL" } : {},
      draw.chance(0.2) ? { ignore_port_in_host_matching: true } : {},
      draw.one<Json>([
        {},
        { normalize_path: true },
        { use_remote_address: true },
        { use_remote_address: true, xff_num_trusted_hops: 1 },
        { scheme_header_transformation: { scheme_to_overwrite: draw.one(["http", "https"]) } },
      ]),
    ),
  request: (draw) => {
    if (draw.chance(0.2)) return { asked: asked({ method: draw.one(["OPTIONS", "GET"]), path: "*" }) };
    const scheme = draw.one(["http", "https", "HTTP", "HttpS", "ftp", "ws"]);
    const host = draw.one([
      "other.example",
      "other.example:80",
      "[::1]:81",
      "OTHER.example:443",
      "a@other.example",
      "a:b@[::1]",
      draw.one([
        "a@b@c",
        "a_b",
        "a$b",
        "o:99999",
        "o:65535",
        "o:",
        "[::1",
        "",
        ":80",
        "o:8a",
        "[x]",
        "a..b",
        "~",
      ]),
    ]);
    const tail = draw.one(["", "/", "/a", "/a?x=1", "?x=1", "/b#f", "/b", "/b?x", "/new"]);
    const said = draw.chance(0.3) ? [["x-forwarded-proto", draw.one(["https", "http", "ftp"])] as const] : [];
    return {
      asked: asked({ authority: "shop", path: `${scheme}://${host}${tail}`, headers: headersOf(said) }),
    };
  },
};

function redirectTo(draw: Draw): Json {
  const scheme = draw.one<Json>([
    {},
    {},
    { https_redirect: true },
    { port_redirect: 81 },
    { scheme_redirect: draw.one(["http", "https", "HTTPS"]) },
    { host_redirect: "moved.example" },
  ]);
  return { path_redirect: "/moved", ...scheme };
}

function answering204(): Json {
  return { direct_response: { status: 204 } };
}

const long: Kind = {
  name: "long paths",
  manager: (draw) =>
    managerOf([
      { match: { safe_regex: { regex: draw.one(["/(ab)+", "/(a|b)*c?", "/.*b"]) } }, ...to("c1") },
      { match: { prefix: "/" }, ...to("c2") },
    ]),
  request: (draw) => ({
    asked: asked({ path: `/${"ab".repeat(draw.one([1, 100, 450, 451, 5000]))}${draw.one(["", "c", "a"])}` }),
  }),
};

export const targetKinds: readonly Kind[] = [normalization, forms, long];
