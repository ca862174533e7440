import { captured } from "@/lib/proxies/explain/re2";
import { rewrittenPath } from "@/lib/proxies/explain/redirect";
import { barePath, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { templateNames, templateRegex } from "@/lib/proxies/explain/uri-template";
import { anyField, field, objectField, textField } from "@/lib/proxies/proto-json";

/**
 * The path with which a route sends a request on; undefined when the rewrite is one that we can't follow. Source:
 * RouteEntryImplBase::currentUrlPathAfterRewriteWithMatchedPath.
 */
export function pathAfterRewrite(
  action: unknown,
  match: unknown,
  request: ExplainedRequest,
): string | undefined {
  const path = request.path ?? "";
  // A format string may speak of anything.
  if (field(action, "path_rewrite") !== undefined) return undefined;
  const policy = objectField(action, "path_rewrite_policy");
  if (policy === undefined) return rewrittenPath(action, match, path);
  const rewrite = textField(anyField(policy, "typed_config").content, "path_template_rewrite");
  const template = textField(
    anyField(objectField(match, "path_match_policy"), "typed_config").content,
    "path_template",
  );
  const bare = barePath(path);
  const regex = template === undefined ? undefined : templateRegex(template);
  const values = regex === undefined ? undefined : captured(regex, bare);
  if (rewrite === undefined || template === undefined || values === undefined) return undefined;
  const names = templateNames(template);
  const after = rewrite.replaceAll(
    /\{([a-zA-Z0-9_]+)\}/g,
    (_whole, name: string) => values[names.indexOf(name)] ?? "",
  );
  return after + path.slice(bare.length);
}
