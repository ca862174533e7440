import { ConfigError } from "@/server/config/config-error";
import type { HeddleConfig } from "@/server/config/schema";
import { ownContext, processRuntime } from "@/server/context";
import { startDeliveryLoop } from "@/server/delivery-loop";
import { startNotificationLoop } from "@/server/notification-loop";
import { settleAtStart } from "@/server/operations/changes/settle-change";
import { singleton } from "@/server/singleton";
import { startSnapshotLoop } from "@/server/snapshot-loop";
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
    checkBasePath(config.server.basePath);
    // The first page should not have to wait for the first lists.
    for (const { own, name } of clusters) {
      own.kubernetes
        .list("", "Namespace", { purpose: "start of the watches" })
        .catch((error: unknown) =>
          log.warn({ cluster: name, err: error }, "the API server does not answer yet"),
        );
    }
    await settleAtStart(await ownContext("start")).catch((error: unknown) =>
      log.warn({ err: error }, "changes of an earlier process could not be closed yet"),
    );
    startDeliveryLoop();
    startNotificationLoop();
    startSnapshotLoop();
    // server/main.js waits for this call; other ways to start Next have nobody who waits.
    singleton("booted", () => (_server: HeddleConfig["server"]) => undefined)(config.server);
  } catch (error) {
    process.stderr.write(`heddle cannot start. ${textOf(error)}\n`);
    process.exit(1);
  }
}

/** A wrong configuration is the person's to mend; a stack tells them nothing. Anything else is ours. */
function textOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Next writes the base path into the pages when they are built. */
function checkBasePath(wanted: string): void {
  const built = process.env["HEDDLE_BASE_PATH"] ?? "";
  if (wanted.replace(/\/$/, "") === built) return;
  const text = `"${wanted}" needs a build with HEDDLE_BASE_PATH=${wanted}; this one serves ${built === "" ? "/" : built}`;
  throw new ConfigError("the configuration", [{ path: ["server", "basePath"], text }], () => undefined);
}
