import { isClaim } from "../jwt-claim-routes";
import { error, type Problems } from "./problem";
import { pairs, record, texts, type Loose } from "@/lib/config/checks/loose";

const namePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const pseudoHeaders = [":method", ":scheme", ":authority", ":path", ":status"];

/** The name of a header that a route asks for, which may be a claim of the caller's token. */
export function* matchedHeaderName(name: string, path: string): Problems {
  if (name === "") yield error(path, "a header needs a name");
  else if (!isClaim(name) && !pseudoHeaders.includes(name) && !namePattern.test(name)) {
    yield error(path, `"${name}" is no name of a header`);
  }
}

/** A header's name in CORS, where "*" is all of them. */
export function* corsHeaderName(name: string, path: string): Problems {
  if (name === "") yield error(path, "a header needs a name");
  else if (name !== "*" && !namePattern.test(name)) yield error(path, `"${name}" is no name of a header`);
}

const isAuthority = (name: string): boolean => ["host", ":authority"].includes(name.toLowerCase());

function* writtenName(name: string, path: string, mayBeAuthority: boolean): Problems {
  if (name === "") yield error(path, "a header needs a name");
  else if (isAuthority(name) ? !mayBeAuthority : name.startsWith(":")) {
    yield error(path, `the header "${name}" cannot be changed`);
  }
}

/** Whether each `%` of a header's value begins or ends an expression of Envoy, or is doubled. */
function hasOpenExpression(value: string): boolean {
  return value
    .replace(/%%/g, "")
    .replace(/%[A-Z_][^%(]*(?:\((?:[^()\\]|\\.)*\)[^%]*)?%/gi, "")
    .includes("%");
}

function isPrintable(value: string): boolean {
  return [...value].every((char) => {
    const code = char.charCodeAt(0);
    return code === 9 || (code >= 32 && code !== 127);
  });
}

function* writtenPairs(value: unknown, path: string, mayBeAuthority: boolean): Problems {
  for (const [name, content] of Object.entries(pairs(value))) {
    yield* writtenName(name, path, mayBeAuthority);
    if (!isPrintable(content)) yield error(path, `the value of "${name}" has control characters`);
    else if (hasOpenExpression(content))
      yield error(path, `the value of "${name}" has a % that is neither doubled nor closed`);
  }
}

/** What a route adds, sets and removes. */
export function* headerOperations(holder: Loose, path: string): Problems {
  const headers = record(holder["headers"]);
  for (const side of ["request", "response"] as const) {
    const operations = record(headers[side]);
    const at = `${path}.headers.${side}`;
    yield* writtenPairs(operations["add"], `${at}.add`, side === "request");
    yield* writtenPairs(operations["set"], `${at}.set`, side === "request");
    for (const name of texts(operations["remove"])) yield* writtenName(name, `${at}.remove`, false);
  }
}

/** The authority is written in one place at most. */
export function* authorityOnce(route: Loose, path: string): Problems {
  const rewritten = record(route["rewrite"])["authority"];
  const request = record(record(route["headers"])["request"]);
  const written = ["set", "add"].flatMap((field) => Object.keys(pairs(request[field])).filter(isAuthority));
  const count = written.length + (typeof rewritten === "string" && rewritten !== "" ? 1 : 0);
  if (count > 1) yield error(path, "the authority is written more than once");
}
