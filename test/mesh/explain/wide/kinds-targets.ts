import type { Json } from "../generate-matches";
import { asked, managerOf, to, word, type Kind } from "./kind";

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
          redirect: {
            path_redirect: "/moved",
            ...draw.one<Json>([{}, { https_redirect: true }, { port_redirect: 81 }]),
          },
        },
      ],
      draw.chance(0.2) ? { require_tls: "ALL" } : {},
      draw.chance(0.2) ? { ignore_port_in_host_matching: true } : {},
      draw.one<Json>([{}, { normalize_path: true }]),
    ),
  request: (draw) => {
    if (draw.chance(0.2)) return { asked: asked({ method: draw.one(["OPTIONS", "GET"]), path: "*" }) };
    const scheme = draw.one(["http", "https", "HTTP"]);
    const host = draw.one(["other.example", "other.example:80", "[::1]:81", "other.example:443"]);
    const tail = draw.one(["", "/", "/a", "/a?x=1", "?x=1", "/b#f"]);
    return { asked: asked({ authority: "shop", path: `${scheme}://${host}${tail}` }) };
  },
};

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
