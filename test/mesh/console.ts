import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { Bed } from "./bed-file";
import { until } from "./until";
import type { AppRouter } from "@/server/routers/app";

export type RunningConsole = {
  readonly url: string;
  readonly trpc: TRPCClient<AppRouter>;
  /** Like a power cut; `restart` goes on with the same database and address. */
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const root = fileURLToPath(new URL("../..", import.meta.url));

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

/** The built console in a process of its own, pointed at the bed as a person would: by a heddle.yaml. */
export async function startConsole(
  bed: Bed,
  kubeconfig = bed.KUBECONFIG_HEDDLE_ADMIN,
): Promise<RunningConsole> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-mesh-"));
  const port = await freePort();
  writeFileSync(
    join(folder, "heddle.yaml"),
    `clusters:
  - name: bed
    kubernetes: { kubeconfig: ${kubeconfig} }
    istiod: { access: portForward }
    envoy: { access: portForward }
    prometheus: { url: ${bed.PROMETHEUS}, scrapeInterval: 5s }
    jaeger: { url: ${bed.JAEGER} }
server: { host: 127.0.0.1, port: ${port} }
database: { url: "file:${join(folder, "heddle.db")}" }
`,
  );
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    running.kill(signal);
    await ended;
  };
  const restart = async () => {
    child = spawn(process.execPath, ["server/main.js"], {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: "production",
        HEDDLE_CONFIG: join(folder, "heddle.yaml"),
        LOG_LEVEL: "warn",
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    await until(
      "the console is ready",
      async () => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) })).ok,
    );
  };
  await restart();
  return {
    url,
    trpc: createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] }),
    kill: () => end("SIGKILL"),
    restart,
    async stop() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
