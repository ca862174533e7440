import { no, unknown, yesIf, type Answer } from "@/lib/proxies/explain/answer";
import { barePath, headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { lower, matchRegex } from "@/lib/proxies/explain/string-match";
import { fullMatch } from "@/lib/proxies/explain/re2";
import { templateRegex } from "@/lib/proxies/explain/uri-template";
import { fieldAt, objectField, textField } from "@/lib/proxies/proto-json";

export type PathOptions = {
  /** Semicolons and what stands behind them are no part of the path: RouteConfiguration's own setting. */
  readonly ignoresPathParameters: boolean;
};

/** Whether the path condition of a RouteMatch takes the request. Source: Envoy's route entries and path matchers. */
export function matchPath(match: unknown, request: ExplainedRequest, options: PathOptions): Answer {
  // Of these fields a route has one; the one that most routes have is asked first.
  const prefix = textField(match, "prefix");
  if (prefix === undefined && objectField(match, "connect_matcher") !== undefined) {
    if (headerOf(request, "upgrade")?.toLowerCase() === "connect-udp") {
      return unknown("condition", { name: "connect-udp" });
    }
    const isUpgrade = request.headers.some(({ name }) => name === ":protocol");
    return yesIf(request.method === "CONNECT" && !isUpgrade, "not_connect", { found: request.method });
  }
  if (request.path === undefined) return no("no_path");
  const { path, folded } = pathsOf(request.path, options);
  const isSensitive = fieldAt(match, "case_sensitive") !== false;
  const fold = (text: string) => (isSensitive ? text : text === path ? folded : lower(text));
  if (prefix !== undefined) {
    return yesIf(fold(path).startsWith(fold(prefix)), "path_prefix", { wanted: prefix, found: path });
  }
  const exact = textField(match, "path");
  if (exact !== undefined) {
    return yesIf(fold(path) === fold(exact), "path_exact", { wanted: exact, found: path });
  }
  const separated = textField(match, "path_separated_prefix");
  if (separated !== undefined) {
    const isPrefix = fold(path).startsWith(fold(separated));
    const isWhole = path.length === separated.length || path[separated.length] === "/";
    return yesIf(isPrefix && isWhole, "path_separated_prefix", { wanted: separated, found: path });
  }
  const regex = objectField(match, "safe_regex");
  if (regex !== undefined) return matchRegex(textField(regex, "regex") ?? "", path, "path");
  // Templates are asked of the whole path, parameters and all.
  return matchTemplate(match, barePath(request.path));
}

/** Whether a URI template takes a path without its query. */
export function matchTemplate(match: unknown, path: string): Answer {
  const template = textField(fieldAt(match, "path_match_policy", "typed_config"), "path_template");
  const regex = template === undefined ? undefined : templateRegex(template);
  if (template === undefined || regex === undefined) return unknown("extension", { what: "path" });
  return yesIf(fullMatch(regex, path) === true, "path_template", { wanted: template, found: path });
}

type Paths = {
  readonly of: string;
  readonly options: PathOptions;
  readonly path: string;
  readonly folded: string;
};
let last: Paths | undefined;

/** The path that conditions look at; made once for all the routes of a table. */
function pathsOf(of: string, options: PathOptions): Paths {
  if (last?.of === of && last.options === options) return last;
  const path = options.ignoresPathParameters ? withoutParameters(of) : barePath(of);
  last = { of, options, path, folded: lower(path) };
  return last;
}

function withoutParameters(path: string): string {
  const bare = barePath(path);
  const semicolon = bare.indexOf(";");
  return semicolon < 0 ? bare : bare.slice(0, semicolon);
}
