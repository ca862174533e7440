import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { AppRouter } from "@/server/routers/app";

export type BenchConsole = {
  readonly url: string;
  readonly trpc: TRPCClient<AppRouter>;
  /** Memory of the process now, and the most that it had. */
  readonly memory: () => { readonly residentBytes: number; readonly peakBytes: number };
  /** Requests that the console has sent to its sources, by source. */
  readonly sourceRequests: () => Promise<Readonly<Record<string, number>>>;
  readonly stop: () => Promise<void>;
};

/** Another built checkout can be measured instead of this one, to compare the two. */
const root = process.env["HEDDLE_BENCH_ROOT"] ?? fileURLToPath(new URL("../..", import.meta.url));
const startLimitMs = 120_000;

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

/** The built console in a process of its own, pointed at `cluster`, so that what it costs is told apart from the demo mesh. */
export async function startBenchConsole(cluster: object): Promise<BenchConsole> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"));
  const port = await freePort();
  const config = {
    clusters: [cluster],
    server: { host: "127.0.0.1", port },
    database: { url: `file:${join(folder, "heddle.db")}` },
  };
  // JSON is YAML.
  writeFileSync(join(folder, "heddle.yaml"), JSON.stringify(config));
  const child = spawn(process.execPath, ["server/main.js"], {
    cwd: root,
    // Vitest's own settings would reach Next otherwise.
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      HEDDLE_CONFIG: join(folder, "heddle.yaml"),
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const died = ended.then(() => Promise.reject(new Error("the console ended while it started")));
  await Promise.race([ready(url), died]);
  died.catch(() => undefined);
  return {
    url,
    trpc: createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] }),
    memory: () => memoryOf(child.pid ?? 0),
    sourceRequests: () => sourceRequestsOf(url),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the console is not ready after ${startLimitMs} ms`);
}

function memoryOf(pid: number): { residentBytes: number; peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytes = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  return { residentBytes: bytes("VmRSS"), peakBytes: bytes("VmHWM") };
}

async function sourceRequestsOf(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = text.matchAll(
    /^heddle_source_request_duration_seconds_count\{[^}]*source="(\w+)"[^}]*\} (\d+)/gm,
  );
  const counts: Record<string, number> = {};
  for (const [, source = "", count] of found) counts[source] = (counts[source] ?? 0) + Number(count);
  return counts;
}
