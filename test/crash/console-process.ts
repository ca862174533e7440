import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { RunningDemo } from "@/server/demo/start";
import type { AppRouter } from "@/server/routers/app";
import { until } from "@/test/mesh/until";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A built console on a demo mesh, which can be killed at any moment and started again on the same database. */
export type ConsoleProcess = {
  readonly trpc: () => TRPCClient<AppRouter>;
  readonly start: () => Promise<void>;
  /** Like a power cut: no handler of the console runs. */
  readonly kill: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** `kubernetesUrl` stands in for the demo's API server, so that a test can hold up its requests. */
export function consoleProcess(demo: RunningDemo, kubernetesUrl: string): ConsoleProcess {
  const folder = mkdtempSync(join(tmpdir(), "heddle-crash-"));
  writeFileSync(join(folder, "kubeconfig.json"), kubeconfigFor(demo, kubernetesUrl));
  let child: ChildProcess | undefined;
  let url = "";
  const kill = async () => {
    const ended = new Promise<void>((resolve) => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once("exit", () => resolve());
    });
    child?.kill("SIGKILL");
    await ended;
  };
  return {
    trpc: () => createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] }),
    async start() {
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      const cluster = { ...demo.cluster, kubernetes: { kubeconfig: join(folder, "kubeconfig.json") } };
      const config = {
        clusters: [cluster],
        server: { host: "127.0.0.1", port },
        database: { url: `file:${join(folder, "heddle.db")}` },
      };
      // JSON is YAML.
      writeFileSync(join(folder, "heddle.yaml"), JSON.stringify(config));
      child = spawn(process.execPath, ["server/main.js"], {
        cwd: root,
        env: {
          ...process.env,
          NODE_ENV: "production",
          HEDDLE_DEMO: "",
          HEDDLE_CONFIG: join(folder, "heddle.yaml"),
          LOG_LEVEL: "error",
        },
        stdio: ["ignore", "ignore", "inherit"],
      });
      await until(
        "the console is ready",
        async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) })).ok,
      );
    },
    kill,
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
