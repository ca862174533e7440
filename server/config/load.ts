import { existsSync, readFileSync } from "node:fs";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { ConfigError, problemsFromZod, type ConfigProblem } from "./config-error";
import { expandEnvironment } from "./expand-environment";
import { configSchema, type HeddleConfig } from "./schema";

export type Environment = Readonly<Record<string, string | undefined>>;
export type LoadedConfig = {
  readonly config: HeddleConfig;
  /** Where the clusters come from, for the log and the settings page. */
  readonly origin: string;
  readonly demo: boolean;
};

const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/**
 * The configuration of this process. `HEDDLE_CONFIG` names the file, else `heddle.yaml` here is taken when it exists;
 * without one the cluster around us, or the current kubeconfig context. Throws ConfigError.
 */
export function loadConfig(
  environment: Environment,
  exists: (path: string) => boolean = existsSync,
): LoadedConfig {
  const demo = environment["HEDDLE_DEMO"] === "1";
  const path = environment["HEDDLE_CONFIG"] ?? (exists("heddle.yaml") && !demo ? "heddle.yaml" : undefined);
  if (path !== undefined) {
    const config = parseConfig(readConfigFile(path), path, environment);
    return { config: withOverrides(config, environment), origin: path, demo };
  }
  const { origin, input } = demo
    ? { origin: "the demo mesh", input: { clusters: [{ name: "demo" }] } }
    : defaultInput(exists);
  return { config: withOverrides(configSchema.parse(input), environment), origin, demo };
}

function defaultInput(exists: (path: string) => boolean): { origin: string; input: unknown } {
  if (!exists(serviceAccountToken)) {
    return { origin: "the current kubeconfig context", input: { clusters: [{ name: "default" }] } };
  }
  const cluster = {
    name: "default",
    kubernetes: { inCluster: true },
    prometheus: { url: "http://prometheus.istio-system:9090" },
    jaeger: { url: "http://tracing.istio-system/jaeger" },
  };
  return { origin: "the pod's service account", input: { clusters: [cluster], server: { host: "0.0.0.0" } } };
}

function readConfigFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const text = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigError(path, [{ path: [], text }], () => undefined);
  }
}

/** The configuration in `text`. Throws ConfigError with the line, key, value and allowed values of each problem. */
export function parseConfig(text: string, origin: string, environment: Environment): HeddleConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ path: [], text: error.message.split("\n")[0] ?? "" }));
    throw new ConfigError(origin, problems, () => undefined);
  }
  const { value, missing } = expandEnvironment(document.toJS() ?? {}, environment);
  const unset = missing.map(({ path, variable }): ConfigProblem => ({
    path,
    text: `the environment variable ${variable} is not set`,
  }));
  const parsed = configSchema.safeParse(value);
  if (parsed.success && unset.length === 0) return parsed.data;
  const unsetPaths = new Set(unset.map(({ path }) => path.join("/")));
  const wrong = parsed.success ? [] : problemsFromZod(configSchema, value, parsed.error);
  const problems = [...unset, ...wrong.filter(({ path }) => !unsetPaths.has(path.map(String).join("/")))];
  throw new ConfigError(origin, problems, (path) => lineOf(document, lines, path));
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (pair === undefined) break;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") node = node.items[part];
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** What a container or a test sets without writing a file. */
function withOverrides(config: HeddleConfig, environment: Environment): HeddleConfig {
  const { HEDDLE_HOST: host, HEDDLE_PORT: port, HEDDLE_DATABASE_URL: url } = environment;
  const overridden = configSchema.safeParse({
    ...config,
    server: {
      ...config.server,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
    },
    database: { ...config.database, ...(url === undefined ? {} : { url }) },
  });
  if (overridden.success) return overridden.data;
  throw new ConfigError(
    "the environment",
    problemsFromZod(configSchema, config, overridden.error),
    () => undefined,
  );
}
