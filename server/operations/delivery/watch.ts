import { listRunVersions } from "@/server/database/run-version";
import { clusterSources } from "@/server/operations/cluster-sources";
import { runWatcher, type RunWatcher } from "@/server/operations/delivery/run-watcher";
import type { OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";
import type { RunKind, RunState } from "@/lib/delivery/run";
import { log } from "@/server/telemetry/log";

const lookEveryMs = 1000;
const keepEndedMs = 3_600_000;

/** That a run was saved: readers of it ask again. */
export type RunChange = {
  readonly runId: string;
  readonly kind: RunKind;
  readonly version: number;
  readonly state: RunState;
};

function watcherOf(url: string | undefined, nowMs: () => number): RunWatcher {
  const watchers = singleton("run-watchers", () => new Map<string | undefined, RunWatcher>());
  const known = watchers.get(url);
  if (known !== undefined) return known;
  const watcher = runWatcher({
    read: () => listRunVersions(url, nowMs() - keepEndedMs),
    later: (look) => {
      const timer = setTimeout(look, lookEveryMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
    report: (error) => log.warn({ err: error }, "runs could not be watched"),
  });
  watchers.set(url, watcher);
  return watcher;
}

/**
 * Yields the cluster's runs whenever some were saved, the first time all that are under way, until `signal` aborts.
 * Throws not_found for a cluster that is not configured.
 */
export async function* watchRuns(
  ctx: OperationContext,
  clusterName: string,
  signal: AbortSignal,
): AsyncGenerator<readonly RunChange[]> {
  const { name } = clusterSources(ctx, clusterName);
  yield [];
  for await (const changes of watcherOf(ctx.databaseUrl, ctx.nowMs).changes(signal)) {
    const here = changes.filter(({ cluster }) => cluster === name);
    if (here.length > 0) {
      yield here.map(({ runId, kind, version, state }) => ({ runId, kind, version, state }));
    }
  }
}
