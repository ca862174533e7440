import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { RunningDemo } from "@/server/demo/start";
import type { AppRouter } from "@/server/routers/app";
import { until } from "@/test/mesh/until";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The statement, of those that write to the database, at which a process kills itself. */
export type StatementDeath = { readonly statement: number; readonly after: boolean };

/** A built console on a demo mesh, which can be killed at any moment and started again on the same database. */
export type ConsoleProcess = {
  readonly databaseUrl: string;
  readonly trpc: () => TRPCClient<AppRouter>;
  readonly start: () => Promise<void>;
  /** Only what settles an earlier process and moves runs on, without pages; comes back at once. */
  readonly startDelivery: (death?: StatementDeath) => void;
  /** Comes back when the delivery loop of the process begins, or the process is gone. */
  readonly begun: () => Promise<void>;
  /** Like a power cut: no handler of the console runs. Throws when the console had ended by itself. */
  readonly kill: () => Promise<void>;
  /** Comes back when the process is gone, or after the time with false. */
  readonly diedWithin: (ms: number) => Promise<boolean>;
  readonly remove: () => Promise<void>;
};

/** `kubernetesUrl` stands in for the demo's API server, so that a test can hold up its requests. */
export function consoleProcess(demo: RunningDemo, kubernetesUrl: string): ConsoleProcess {
  const folder = mkdtempSync(join(tmpdir(), "heddle-crash-"));
  const databaseUrl = `file:${join(folder, "heddle.db")}`;
  writeFileSync(join(folder, "kubeconfig.json"), kubeconfigFor(demo, kubernetesUrl));
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);
  let begun: Promise<unknown> = ended;
  let url = "";
  const run = (script: string, port: number, environment: Readonly<Record<string, string>> = {}) => {
    const cluster = { ...demo.cluster, kubernetes: { kubeconfig: join(folder, "kubeconfig.json") } };
    const server = { host: "127.0.0.1", port };
    const config = { clusters: [cluster], server, database: { url: databaseUrl } };
    // JSON is YAML.
    writeFileSync(join(folder, "heddle.yaml"), JSON.stringify(config));
    const own = spawn(process.execPath, [script], {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: "production",
        HEDDLE_DEMO: "",
        HEDDLE_CONFIG: join(folder, "heddle.yaml"),
        LOG_LEVEL: process.env["HEDDLE_CRASH_LOG"] ?? "error",
        ...environment,
      },
      stdio: [
        "ignore",
        process.env["HEDDLE_CRASH_LOG"] === undefined ? "ignore" : "inherit",
        "inherit",
        "ipc",
      ],
    });
    ended = new Promise((resolve) => own.once("exit", (code) => resolve(code)));
    begun = Promise.race([ended, new Promise((resolve) => own.once("message", resolve))]);
    child = own;
  };
  const kill = async () => {
    child?.kill("SIGKILL");
    const code = await ended;
    if (code !== null) throw new Error(`the console ended by itself, with exit code ${code}`);
  };
  return {
    databaseUrl,
    trpc: () => createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] }),
    async start() {
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      run("server/main.js", port);
      await until(
        "the console is ready",
        async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) })).ok,
      );
    },
    startDelivery(death) {
      run("test/crash/delivery-process.js", 7717, {
        HEDDLE_CRASH_AT: String(death?.statement ?? 0),
        HEDDLE_CRASH_AFTER: death?.after === true ? "1" : "",
      });
    },
    begun: async () => void (await begun),
    kill,
    diedWithin: (ms) => Promise.race([ended.then(() => true), wait(ms, false)]),
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function kubeconfigFor(demo: RunningDemo, server: string): string {
  const text = readFileSync(demo.cluster.kubernetes.kubeconfig, "utf8");
  return text.replaceAll(demo.kubernetes.url, server);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
