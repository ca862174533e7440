import { cors, directResponse, fault, redirect, retries, rewrite } from "./http-actions";
import { authorityOnce, headerOperations, matchedHeaderName } from "./http-headers";
import { error, warning, type Problems } from "./problem";
import { expressionProblem } from "./re2";
import { destination, duration, gatewayNames, labels, portNumber } from "./shared";
import { isDnsLabel } from "./formats";
import { numberFrom, record, records, text, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";

function* stringMatch(value: unknown, path: string, where: string): Problems {
  if (!isRecord(value)) return;
  // Every path begins with nothing.
  if (value["prefix"] === "" && where !== "uri") {
    yield error(`${path}.prefix`, `${where}: a prefix must not be empty`);
  }
  if (value["regex"] === undefined) return;
  const wrong = expressionProblem(text(value["regex"]));
  if (wrong !== undefined) yield error(`${path}.regex`, `${where}: ${wrong}`);
}

function* match(value: Loose, path: string): Problems {
  for (const [name, header] of Object.entries(record(value["headers"]))) {
    if (!isRecord(header)) yield error(`${path}.headers`, `the match of the header "${name}" says nothing`);
    yield* matchedHeaderName(name, `${path}.headers`);
    yield* stringMatch(header, `${path}.headers["${name}"]`, "headers");
  }
  for (const [name, header] of Object.entries(record(value["withoutHeaders"]))) {
    yield* matchedHeaderName(name, `${path}.withoutHeaders`);
    // "*" is no expression here: it asks whether the header is there.
    if (record(header)["regex"] !== "*")
      yield* stringMatch(header, `${path}.withoutHeaders["${name}"]`, "withoutHeaders");
  }
  yield* stringMatch(value["uri"], `${path}.uri`, "uri");
  for (const field of ["scheme", "method", "authority"]) {
    yield* stringMatch(value[field], `${path}.${field}`, field);
  }
  for (const [name, parameter] of Object.entries(record(value["queryParams"]))) {
    yield* stringMatch(parameter, `${path}.queryParams["${name}"]`, "queryParams");
  }
  if ((numberFrom(value["port"]) ?? 0) !== 0) yield* portNumber(value["port"], `${path}.port`);
  yield* labels(value["sourceLabels"], `${path}.sourceLabels`);
  yield* gatewayNames(value["gateways"], `${path}.gateways`);
  const namespace = text(value["sourceNamespace"]);
  if (namespace !== "" && !isDnsLabel(namespace)) {
    yield error(`${path}.sourceNamespace`, `the namespace "${namespace}" is invalid`);
  }
}

/** Destinations of a route, and that some weight is left when there are several. */
export function* weighted(value: unknown, path: string): Problems {
  const entries = records(value);
  for (const [index, entry] of entries.entries()) {
    const at = `${path}[${index}]`;
    if (!isRecord(entry["destination"])) yield error(at, "a destination is required");
    yield* headerOperations(entry, at);
    yield* destination(entry["destination"], `${at}.destination`);
    if ((numberFrom(entry["weight"]) ?? 0) < 0) yield error(`${at}.weight`, "a weight must not be negative");
  }
  const sum = entries.reduce((total, { weight }) => total + (numberFrom(weight) ?? 0), 0);
  if (entries.length > 1 && sum === 0) yield error(path, "the weights add up to 0");
}

function* conflicts(route: Loose, path: string, isDelegate: boolean): Problems {
  const has = (field: string): boolean => isRecord(route[field]);
  const destinations = records(route["route"]).length;
  if (has("delegate") && !isDelegate) {
    if (has("redirect")) yield error(path, "a route with a delegate must not have a redirect");
    if (route["route"] !== undefined) yield error(path, "a route with a delegate must not have destinations");
    return;
  }
  if (has("delegate")) yield error(path, "a delegate must not delegate further");
  const answer = has("redirect") ? "redirect" : has("directResponse") ? "directResponse" : undefined;
  if (answer === undefined) {
    if (destinations === 0) yield error(path, "a route needs destinations, a redirect or a directResponse");
  } else {
    if (destinations > 0) yield error(path, `a route must not have both destinations and a ${answer}`);
    if (has("fault")) yield error(path, `a route must not have both a fault and a ${answer}`);
    if (has("rewrite")) yield error(path, `a route must not have both a rewrite and a ${answer}`);
    if (answer === "redirect" && has("directResponse")) {
      yield error(path, "a route must not have both a redirect and a directResponse");
    }
  }
  if (has("mirror") && records(route["mirrors"]).length > 0) {
    yield error(path, "a route must not have both mirror and mirrors");
  }
}

function* mirrors(route: Loose, path: string): Problems {
  yield* destination(route["mirror"], `${path}.mirror`);
  const percent = numberFrom(route["mirrorPercent"]) ?? numberFrom(record(route["mirrorPercent"])["value"]);
  if (percent !== undefined) {
    if (percent > 100) yield error(`${path}.mirrorPercent`, "a share must not be above 100");
    yield warning(`${path}.mirrorPercent`, "mirrorPercent is deprecated: use mirrorPercentage");
  }
  const shares = [
    { value: route["mirrorPercentage"], at: `${path}.mirrorPercentage` },
    ...records(route["mirrors"]).map(({ percentage }, index) => ({
      value: percentage,
      at: `${path}.mirrors[${index}].percentage`,
    })),
  ];
  for (const { value, at } of shares) {
    const share = numberFrom(record(value)["value"]) ?? 0;
    if (share < 0 || share > 100) yield error(at, `the share ${share} is not between 0 and 100`);
  }
  for (const [index, mirror] of records(route["mirrors"]).entries()) {
    const at = `${path}.mirrors[${index}].destination`;
    if (!isRecord(mirror["destination"])) yield error(at, "a mirror needs a destination");
    yield* destination(mirror["destination"], at);
  }
}

/** One HTTP route of a VirtualService; `isDelegate` when the VirtualService has no hosts of its own. */
export function* httpRoute(route: Loose, path: string, isDelegate: boolean): Problems {
  yield* conflicts(route, path, isDelegate);
  for (const [index, one] of records(route["match"]).entries()) yield* match(one, `${path}.match[${index}]`);
  yield* headerOperations(route, path);
  yield* cors(route, `${path}.corsPolicy`);
  yield* fault(route, `${path}.fault`);
  yield* mirrors(route, path);
  yield* redirect(route, `${path}.redirect`);
  yield* directResponse(route, `${path}.directResponse`);
  yield* retries(route, `${path}.retries`);
  yield* rewrite(route, `${path}.rewrite`);
  yield* authorityOnce(route, path);
  yield* weighted(route["route"], `${path}.route`);
  yield* duration(route, "timeout", path);
}
