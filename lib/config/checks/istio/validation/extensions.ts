import { error, warning, type Problems } from "./problem";
import { policyTargets, portNumber, selector } from "./shared";
import { numberFrom, record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

function* providers(holder: Loose, path: string): Problems {
  const isNameless = records(holder["providers"]).some(({ name }) => text(name) === "");
  if (isNameless) yield error(`${path}.providers`, "a provider needs a name");
}

function* tracing(entry: Loose, path: string): Problems {
  if (records(entry["providers"]).length > 1) yield warning(`${path}.providers`, "only one provider is used");
  yield* providers(entry, path);
  const share = numberFrom(entry["randomSamplingPercentage"]) ?? 0;
  if (share < 0 || share > 100)
    yield error(`${path}.randomSamplingPercentage`, `the share ${share} is not between 0 and 100`);
  for (const [name, tag] of Object.entries(record(entry["customTags"]))) {
    const at = `${path}.customTags["${name}"]`;
    if (name === "") yield error(at, "a tag needs a name");
    const { literal, header, environment } = record(tag);
    if (isRecord(literal) && text(literal["value"]) === "")
      yield error(at, "the value of a tag must not be empty");
    if (isRecord(header) && text(header["name"]) === "") yield error(at, "the header of a tag needs a name");
    if (isRecord(environment) && text(environment["name"]) === "")
      yield error(at, "the variable of a tag needs a name");
  }
}

function* metrics(entry: Loose, path: string): Problems {
  yield* providers(entry, path);
  for (const [index, { tagOverrides, match }] of records(entry["overrides"]).entries()) {
    const at = `${path}.overrides[${index}]`;
    for (const [name, override] of Object.entries(record(tagOverrides))) {
      const { operation, value } = record(override);
      const isRemoval = operation === "REMOVE";
      if (name === "") yield warning(at, "a tag needs a name");
      if (!isRemoval && text(value) === "")
        yield error(`${at}.tagOverrides["${name}"]`, "UPSERT needs a value");
      if (isRemoval && text(value) !== "")
        yield error(`${at}.tagOverrides["${name}"]`, "REMOVE takes no value");
    }
    if (record(match)["customMetric"] === "") yield error(`${at}.match`, "customMetric must not be empty");
  }
}

/** What Istio's webhook would say of a Telemetry. */
export function* telemetryProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  yield* policyTargets(spec);
  yield* selector(spec["selector"], "matchLabels", "spec.selector");
  for (const [index, entry] of records(spec["metrics"]).entries())
    yield* metrics(entry, `spec.metrics[${index}]`);
  const traces = records(spec["tracing"]);
  if (traces.length > 1) yield warning("spec.tracing", "only one entry of tracing is used");
  for (const [index, entry] of traces.entries()) yield* tracing(entry, `spec.tracing[${index}]`);
  for (const [index, entry] of records(spec["accessLogging"]).entries()) {
    yield* providers(entry, `spec.accessLogging[${index}]`);
  }
}

function* environment(value: unknown, path: string): Problems {
  const names = new Set<string>();
  for (const { name, value: content, valueFrom } of records(record(value)["env"])) {
    const key = text(name);
    if (key === "" || key.length > 256)
      yield error(`${path}.env`, "a variable needs a name of at most 256 characters");
    if (names.has(key)) yield error(`${path}.env`, `the variable ${key} is set twice`);
    names.add(key);
    if (valueFrom === "HOST" && text(content) !== "")
      yield error(`${path}.env`, `the variable ${key} comes from the host and takes no value`);
  }
}

/** What Istio's webhook would say of a WasmPlugin. */
export function* wasmPluginProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  yield* policyTargets(spec);
  yield* selector(spec["selector"], "matchLabels", "spec.selector");
  const url = text(spec["url"]);
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (url === "") yield error("spec.url", "url is required");
  else if (/\s/.test(url)) yield error("spec.url", `"${url}" is no URL`);
  else if (scheme !== undefined && !["file", "http", "https", "oci"].includes(scheme)) {
    yield error("spec.url", `the scheme ${scheme} is not supported: use oci, https, http or file`);
  }
  const hash = text(spec["sha256"]);
  if (hash !== "" && !/^[a-f0-9]{64}$/.test(hash))
    yield error("spec.sha256", "sha256 must be 64 hexadecimal digits in lower case");
  if (text(spec["imagePullSecret"]).length > 253)
    yield error("spec.imagePullSecret", "imagePullSecret is longer than 253 characters");
  if (text(spec["pluginName"]).length > 256)
    yield error("spec.pluginName", "pluginName is longer than 256 characters");
  yield* environment(spec["vmConfig"], "spec.vmConfig");
  for (const [index, match] of records(spec["match"]).entries()) {
    for (const { number } of records(match["ports"])) yield* portNumber(number, `spec.match[${index}].ports`);
  }
}
