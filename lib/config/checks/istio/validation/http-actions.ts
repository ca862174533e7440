import { corsHeaderName } from "./http-headers";
import { error, warning, type Problems } from "./problem";
import { expressionProblem } from "./re2";
import { duration, percentage, portNumber } from "./shared";
import { numberFrom, record, records, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import { grpcStatuses } from "@/lib/routing/grpc-statuses";
import { retryConditions } from "@/lib/routing/retry-conditions";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

function* httpStatus(value: unknown, path: string): Problems {
  const status = numberFrom(value) ?? 0;
  if (status < 200 || status > 600) yield error(path, `the HTTP status ${status} is not between 200 and 599`);
}

/** Delays and aborts. */
export function* fault(route: Loose, path: string): Problems {
  if (!isRecord(route["fault"])) return;
  const { abort, delay } = route["fault"];
  if (!isRecord(abort) && !isRecord(delay)) yield error(path, "a fault needs an abort or a delay");
  if (isRecord(abort)) {
    const at = `${path}.abort`;
    yield* percentage(abort["percentage"], `${at}.percentage`);
    if (abort["httpStatus"] !== undefined) yield* httpStatus(abort["httpStatus"], `${at}.httpStatus`);
    else if (abort["grpcStatus"] !== undefined) {
      const status = text(abort["grpcStatus"]);
      if (!grpcStatuses.some((code) => code === status))
        yield error(`${at}.grpcStatus`, `"${status}" is no gRPC status, such as NOT_FOUND`);
    } else if (abort["http2Error"] !== undefined)
      yield error(`${at}.http2Error`, "faults of HTTP/2 are not supported");
    else yield warning(at, "the abort says no status");
  }
  if (isRecord(delay)) {
    yield* percentage(delay["percentage"], `${path}.delay.percentage`);
    yield* duration(delay, "fixedDelay", `${path}.delay`);
    if (delay["exponentialDelay"] !== undefined) {
      yield error(`${path}.delay.exponentialDelay`, "exponential delays are not supported");
    }
  }
}

/** When and how often requests are repeated. */
export function* retries(holder: Loose, path: string): Problems {
  if (!isRecord(holder["retries"])) return;
  const policy = holder["retries"];
  const attempts = numberFrom(policy["attempts"]) ?? 0;
  if (attempts < 0) yield error(`${path}.attempts`, "attempts must not be negative");
  const isSet = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].some(
    (field) => policy[field] !== undefined && policy[field] !== "",
  );
  if (attempts === 0 && isSet)
    yield error(path, "retries are configured, but attempts is 0, which turns them off");
  yield* duration(policy, "perTryTimeout", path);
  yield* duration(policy, "backoff", path);
  const conditions = text(policy["retryOn"]);
  for (const condition of conditions === "" ? [] : conditions.split(",")) {
    const isStatus = /^[1-5]\d\d$/.test(condition);
    if (!isStatus && !retryConditions.some((policy) => policy === condition)) {
      yield error(`${path}.retryOn`, `"${condition}" is no condition for a retry`);
    }
  }
}

/** Where callers are sent instead. */
export function* redirect(route: Loose, path: string): Problems {
  if (!isRecord(route["redirect"])) return;
  const { uri, prefixRewrite, authority, port, scheme, derivePort, redirectCode } = route["redirect"];
  if (text(uri) !== "" && text(prefixRewrite) !== "")
    yield error(path, "only one of uri and prefixRewrite may be set");
  const isOtherMatch = records(route["match"]).some(
    (match) => isRecord(match["uri"]) && match["uri"]["prefix"] === undefined,
  );
  if (text(prefixRewrite) !== "" && isOtherMatch) yield error(path, "prefixRewrite needs matches by prefix");
  const isEmpty = [uri, prefixRewrite, authority, scheme].every((value) => text(value) === "");
  if (isEmpty && port === undefined && derivePort === undefined) {
    yield error(path, "a redirect needs a uri, authority, scheme or port");
  }
  const code = numberFrom(redirectCode) ?? 0;
  if (code !== 0 && (code < 300 || code > 399))
    yield error(`${path}.redirectCode`, `${code} is no status of a redirect`);
  if (!["", "http", "https"].includes(text(scheme)))
    yield error(`${path}.scheme`, "the scheme must be http or https");
  if (port !== undefined && port !== 0) yield* portNumber(port, `${path}.port`);
}

const kilobyte = 1024;

/** What the proxy answers itself. */
export function* directResponse(route: Loose, path: string): Problems {
  if (!isRecord(route["directResponse"])) return;
  const { body, status } = route["directResponse"];
  const { string, bytes } = record(body);
  const size = text(string).length + Math.floor((text(bytes).length * 3) / 4);
  if (size > kilobyte * kilobyte) yield error(`${path}.body`, "a direct response must be smaller than 1 MB");
  else if (size > 100 * kilobyte)
    yield warning(`${path}.body`, "a direct response above 100 kB slows down the control plane");
  yield* httpStatus(status, `${path}.status`);
}

/** What is written over path and authority. */
export function* rewrite(route: Loose, path: string): Problems {
  if (!isRecord(route["rewrite"])) return;
  const { uri, authority, uriRegexRewrite } = route["rewrite"];
  if (text(uri) !== "" && isRecord(uriRegexRewrite))
    yield error(path, "only one of uri and uriRegexRewrite may be set");
  if (text(uri) === "" && text(authority) === "" && !isRecord(uriRegexRewrite)) {
    yield error(path, "a rewrite needs a uri, uriRegexRewrite or authority");
  }
  if (!isRecord(uriRegexRewrite)) return;
  const { match, rewrite: replacement } = uriRegexRewrite;
  if (text(match) === "" || text(replacement) === "") {
    yield error(`${path}.uriRegexRewrite`, "uriRegexRewrite needs match and rewrite");
    return;
  }
  const wrong = expressionProblem(text(match));
  if (wrong !== undefined) yield error(`${path}.uriRegexRewrite.match`, `uriRegexRewrite: ${wrong}`);
}

/** Which pages of other origins may ask. */
export function* cors(route: Loose, path: string): Problems {
  if (!isRecord(route["corsPolicy"])) return;
  const policy = route["corsPolicy"];
  for (const [index, origin] of records(policy["allowOrigins"]).entries()) {
    const at = `${path}.allowOrigins[${index}]`;
    const value = text(origin["exact"]) || text(origin["prefix"]) || text(origin["regex"]);
    if (value === "") yield error(at, "an allowed origin must not be empty");
    else if (text(origin["regex"]) !== "") {
      const wrong = expressionProblem(value);
      if (wrong !== undefined) yield error(`${at}.regex`, `corsPolicy.allowOrigins: ${wrong}`);
    }
  }
  for (const method of texts(policy["allowMethods"])) {
    if (!methods.includes(method)) yield error(`${path}.allowMethods`, `"${method}" is no HTTP method`);
  }
  for (const field of ["allowHeaders", "exposeHeaders"]) {
    for (const name of texts(policy[field])) yield* corsHeaderName(name, `${path}.${field}`);
  }
  yield* duration(policy, "maxAge", path);
}
