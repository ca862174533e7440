const here = "http://console.invalid";
const start = "/overview";

/**
 * Where to go after signing in: `text` when it is a path of this console with its query, else the overview. Never an
 * address of another origin, however a browser would read it, and not the sign-in page or the API.
 */
export function nextPath(text: string | null | undefined): string {
  if (text === null || text === undefined || !/^\/(?![/\\])/.test(text) || hasControlCharacter(text))
    return start;
  if (!URL.canParse(text, here)) return start;
  const url = new URL(text, here);
  const { pathname, search, hash } = url;
  // `/.//host` becomes `//host` only when it is resolved.
  if (url.origin !== here || /^\/[/\\]/.test(pathname)) return start;
  if (pathname === "/" || /^\/(sign-in|api|_next)(\/|$)/.test(pathname)) return start;
  url.searchParams.delete("_rsc");
  return `${pathname}${search.includes("_rsc=") ? url.search : search}${hash}`;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007F");
}

/** The sign-in page that leads back to `path`, both without the base path. */
export function signInPath(path: string): string {
  const next = nextPath(path);
  return next === start ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}

/** `path` without the base path that the console is served under ("" for none). */
export function withoutBasePath(path: string, basePath: string): string {
  if (basePath === "" || !path.startsWith(basePath)) return path;
  const rest = path.slice(basePath.length);
  if (rest === "" || /^[?#]/.test(rest)) return `/${rest}`;
  return rest.startsWith("/") ? rest : path;
}
