import { ConfigError } from "@/server/config/config-error";
import { processRuntime } from "@/server/context";
import { log } from "@/server/telemetry/log";
import { setupTelemetry } from "@/server/telemetry/setup";

/** Starts what lives as long as the process. A configuration that cannot be used ends it with exit code 1. */
export async function boot(): Promise<void> {
  try {
    const { loaded, clusters } = await processRuntime();
    setupTelemetry(process.env["npm_package_version"] ?? "0.1.0");
    const { config, origin } = loaded;
    log.info(
      { origin, clusters: config.clusters.map(({ name }) => name), auth: config.auth.mode },
      "configured",
    );
    // The first page should not have to wait for the first lists.
    for (const { own, name } of clusters) {
      own.kubernetes
        .list("", "Namespace", { purpose: "start of the watches" })
        .catch((error: unknown) =>
          log.warn({ cluster: name, err: error }, "the API server does not answer yet"),
        );
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`heddle cannot start. ${error.message}\n`);
    process.exit(1);
  }
}
