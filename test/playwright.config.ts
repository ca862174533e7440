import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

const port = Number(process.env["HEDDLE_TEST_PORT"] ?? 7791);
// Workers read this file again; the database is the first reader's.
process.env["HEDDLE_TEST_DATABASE"] ??= join(mkdtempSync(join(tmpdir(), "heddle-e2e-")), "heddle.db");
process.env["HEDDLE_TEST_RUNS_DATABASE"] ??= join(mkdtempSync(join(tmpdir(), "heddle-e2e-")), "heddle.db");
const isCi = process.env["CI"] !== undefined;
const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

const url = (of: number) => `http://127.0.0.1:${of}`;
/** Canaries and experiments are watched to their end: their mesh is measured every second. */
const runs = /\/(canary|experiment|delivery)[^/]*\.spec\.ts$/;
const runsPort = port + 1;

const consoleServer = (of: number, environment: Readonly<Record<string, string>>) => ({
  command: "node server/main.js",
  cwd: "..",
  url: `${url(of)}/healthz`,
  timeout: 120_000,
  reuseExistingServer: false,
  env: {
    HEDDLE_DEMO: "1",
    HEDDLE_PORT: String(of),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    ...environment,
  },
});

export default defineConfig({
  testDir: "e2e",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  retries: isCi ? 1 : 0,
  reporter: [["list"], ["json"]],
  outputDir: "../test-results",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    // Recording slows every step; where a failure is tried again, the second try is recorded.
    trace: isCi ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "console", testIgnore: runs, use: { baseURL: url(port) } },
    { name: "runs", testMatch: runs, use: { baseURL: url(runsPort) } },
  ],
  webServer: [
    consoleServer(port, { HEDDLE_DATABASE_URL: `file:${process.env["HEDDLE_TEST_DATABASE"]}` }),
    consoleServer(runsPort, {
      HEDDLE_DATABASE_URL: `file:${process.env["HEDDLE_TEST_RUNS_DATABASE"]}`,
      HEDDLE_DEMO_SCRAPE_MS: "1000",
    }),
  ],
});
