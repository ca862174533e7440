import { field, textField } from "@/lib/proxies/proto-json";

/** What a connection manager makes of a path before it looks at it. */
export type NormalPath =
  | { readonly is: "kept" | "changed" | "redirected"; readonly path: string }
  | { readonly is: "rejected" };

/**
 * The path after `path_with_escaped_slashes_action`, `normalize_path` and `merge_slashes`, in this order. A fragment is
 * always refused. Source: Envoy's ConnectionManagerUtility::maybeNormalizePath.
 */
export function normalPath(hcm: unknown, path: string): NormalPath {
  if (path.includes("#")) return { is: "rejected" };
  const query = path.indexOf("?");
  const end = query < 0 ? path.length : query;
  const rest = path.slice(end);
  let bare = path.slice(0, end);
  let redirects = false;
  const slashes = textField(hcm, "path_with_escaped_slashes_action") ?? "KEEP_UNCHANGED";
  if (slashes.startsWith("UNESCAPE") || slashes === "REJECT_REQUEST") {
    const open = bare.replaceAll(/%2f/gi, "/").replaceAll(/%5c/gi, "\\");
    if (open !== bare && slashes === "REJECT_REQUEST") return { is: "rejected" };
    redirects = open !== bare && slashes === "UNESCAPE_AND_REDIRECT";
    bare = open;
  }
  if (isOn(hcm, "normalize_path")) {
    const canonical = canonicalPath(bare);
    if (canonical === undefined) return { is: "rejected" };
    bare = canonical;
  }
  if (isOn(hcm, "merge_slashes")) bare = mergedSlashes(bare);
  const normal = bare + rest;
  if (redirects) return { is: "redirected", path: normal };
  return { is: normal === path ? "kept" : "changed", path: normal };
}

/** One slash for many; a path of nothing else keeps its first and its last. Source: Envoy's PathUtil::mergeSlashes. */
function mergedSlashes(path: string): string {
  return /^\/{2,}$/.test(path) ? "//" : path.replaceAll(/\/{2,}/g, "/");
}

function isOn(hcm: unknown, key: string): boolean {
  const value = field(hcm, key);
  return (
    value === true ||
    (typeof value === "object" && value !== null && "value" in value && value.value === true)
  );
}

/**
 * Dots resolved, backslashes turned, unreserved characters unescaped and unsafe ones escaped, as the URL library in
 * Envoy does; undefined for a path with a NUL.
 */
function canonicalPath(path: string): string | undefined {
  if (/%00/.test(path)) return undefined;
  const clean = path
    .replaceAll("\\", "/")
    .replaceAll(/%([0-9a-fA-F]{2})/g, (escape, code: string) => {
      const letter = String.fromCharCode(Number.parseInt(code, 16));
      return /[A-Za-z0-9\-._~]/.test(letter) ? letter : escape;
    })
    .replaceAll(
      /["<>^`{|}]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
  return withoutDots(clean);
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    if (isLast && (segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}
