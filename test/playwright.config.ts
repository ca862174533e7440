import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

const port = Number(process.env["HEDDLE_TEST_PORT"] ?? 7791);
// Workers read this file again; the database is the first reader's.
process.env["HEDDLE_TEST_DATABASE"] ??= join(mkdtempSync(join(tmpdir(), "heddle-e2e-")), "heddle.db");
const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  retries: process.env["CI"] === undefined ? 0 : 1,
  reporter: [["list"], ["json"]],
  outputDir: "../test-results",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    baseURL: `http://127.0.0.1:${port}`,
    locale: "en-US",
    trace: "retain-on-failure",
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
  webServer: {
    command: "node server/main.js",
    cwd: "..",
    url: `http://127.0.0.1:${port}/healthz`,
    timeout: 120_000,
    reuseExistingServer: false,
    env: {
      HEDDLE_DEMO: "1",
      HEDDLE_PORT: String(port),
      HEDDLE_DATABASE_URL: `file:${process.env["HEDDLE_TEST_DATABASE"]}`,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
  },
});
