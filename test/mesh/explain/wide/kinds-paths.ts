import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, managerOf, to, toEither, typed, word, type Kind } from "./kind";
import { domains } from "./kinds-hosts";
import { targetKinds } from "./kinds-targets";

const letters = ["a", "A", "b", "/", "/", "/a", "/b", ".", "%2F", "%2f", ";", "~", "-", "%41", "!"];

function path(draw: Draw): string {
  const query = draw.one(["", "", "?", "?x", "?x=/a", "?a?b"]);
  return `/${word(draw, letters, 4)}${query}`;
}

function wanted(draw: Draw): Json {
  const text = `/${word(draw, ["a", "A", "b", "/", ".", "%2F", ";", "/a"], 3)}`;
  const fold = draw.chance(0.4) ? { case_sensitive: draw.chance(0.2) } : {};
  switch (draw.below(5)) {
    case 0:
      return { path: draw.chance(0.1) ? path(draw) : text, ...fold };
    case 1:
      // The schema wants no slash at its end and no query.
      return { path_separated_prefix: text.replace(/\/+$/, "") || "/a", ...fold };
    case 2:
      return { safe_regex: { regex: regex(draw) }, ...fold };
    default:
      return { prefix: draw.chance(0.05) ? "" : text, ...fold };
  }
}

/** An expression of RE2 that has a chance with these paths. */
function regex(draw: Draw): string {
  const atom = (): string =>
    draw.one([
      "a",
      "b",
      "/",
      "A",
      ".",
      "[ab]",
      "[^/]",
      "(a|b)",
      "(?:a|/)",
      "(?i:a)",
      "\\w",
      "\\W",
      "[[:alpha:]]",
      "\\x61",
      "\\Q.\\E",
      "\\.",
      "%2F",
      "[a-b/]",
      "\\bA?",
      "(?P<n>a)",
      "\\D",
      "[^ab]",
      "(?-s:.)",
      "\\A",
      "[/[:^digit:]]",
      "a|b",
      "(/a|/b)?",
      "$|/a",
    ]);
  const times = (): string => draw.one(["", "", "", "*", "+", "?", "*?", "{1,2}", "{2}", "+?", "{0,}"]);
  const body = Array.from({ length: 1 + draw.below(4) }, () => {
    const one = atom();
    return /^(\\A|\\bA\?|a\|b|\$\|\/a|\(\/a\|\/b\)\?)$/.test(one) ? one : one + times();
  }).join("");
  return (
    draw.one(["", "", "", "(?i)", "(?s)", "(?U)", "^"]) +
    draw.one(["/", "/", ""]) +
    body +
    draw.one(["", "", ".*", "$", "/?.*"])
  );
}

const rewrites = (draw: Draw): Json =>
  draw.one<Json>([
    {},
    {},
    { prefix_rewrite: draw.one(["/", "/new", "/new/"]) },
    {
      regex_rewrite: {
        pattern: { regex: draw.one(["/a", "^/([aAb]*)(.*)$", "(/)", "b*", "(?i)/a(.)?", "[^/]+", "()"]) },
        substitution: draw.one(["/z", "/\\1", "\\0\\0", "/\\\\", "/$1", "/\\2/x"]),
      },
    },
  ]);

const pathKinds: Kind = {
  name: "paths",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 6 }, () => {
        const match = wanted(draw);
        const rewrite = rewrites(draw);
        const isBad = JSON.stringify(rewrite).includes('"substitution":"') && !groupsFit(rewrite);
        return { match, ...(draw.chance(0.25) ? toEither(draw) : to("c1", isBad ? {} : rewrite)) };
      }),
      {},
      draw.chance(0.3) ? { ignore_path_parameters_in_path_matching: true } : {},
    ),
  request: (draw) => ({ asked: asked({ path: path(draw) }) }),
};

/** Envoy refuses a substitution that names a group which is not there. */
function groupsFit(rewrite: Json): boolean {
  const text = JSON.stringify(rewrite);
  const named = Math.max(0, ...[...text.matchAll(/\\\\(\d)/g)].map(([, digit]) => Number(digit)));
  const groups = [...text.matchAll(/\((?!\?)/g)].length;
  return named <= groups;
}

const segment = (draw: Draw): string =>
  word(draw, ["a", "b", "c.html", "%2F", "-", "@", "~", "é"].slice(0, 7), 2, 1);

const templates: Kind = {
  name: "uri templates",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 5 }, () => {
        const names: string[] = [];
        const variable = (): string => {
          const name = `v${names.length}`;
          names.push(name);
          return `{${name}${draw.one(["", "=*", "=a/*", "=*/b", "=a", "=a-b"])}}`;
        };
        const parts = Array.from({ length: 1 + draw.below(3) }, () =>
          draw.one<() => string>([() => "*", () => segment(draw), variable, variable])(),
        );
        const tail = draw.one<() => string>([
          () => "",
          () => "",
          () => "/**",
          () => `/{rest${draw.one(["=**", "=a/**"])}}`,
          () => "/",
          () => "/**.html",
          () => "/**/b",
        ])();
        const hasRest = tail.includes("{rest");
        const template = `/${parts.join("/")}${tail}`;
        const rewrite = [...names, ...(hasRest ? ["rest"] : [])].slice(0, 5);
        const match = {
          path_match_policy: typed(
            "envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig",
            { path_template: template },
            "envoy.path.match.uri_template.uri_template_matcher",
          ),
        };
        const policy =
          draw.chance(0.5) && rewrite.length > 0
            ? {
                path_rewrite_policy: typed(
                  "envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig",
                  {
                    path_template_rewrite: `/new${draw.chance(0.5) ? "/" : "-"}${rewrite
                      .toReversed()
                      .map((name) => `{${name}}`)
                      .join("/x/")}`,
                  },
                  "envoy.path.rewrite.uri_template.uri_template_rewriter",
                ),
              }
            : draw.one<Json>([{}, { prefix_rewrite: "/p" }].slice(0, 1));
        return { match, ...to(draw.one(["c1", "c2"]), policy) };
      }),
      {},
      draw.chance(0.2) ? { ignore_path_parameters_in_path_matching: true } : {},
    ),
  request: (draw) => ({
    asked: asked({
      path: `/${Array.from({ length: 1 + draw.below(4) }, () => draw.one([segment(draw), "a", "b", "a-b", ""])).join("/")}${draw.one(["", "", "/", "?x=/a", ";p", ".html"])}`,
    }),
  }),
};

export const pathKindsAll: readonly Kind[] = [domains, pathKinds, templates, ...targetKinds];
