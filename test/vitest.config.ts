import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: {
    include: [
      "lib/**/*.test.ts",
      "server/**/*.test.ts",
      "components/**/*.test.{ts,tsx}",
      "test/architecture.test.ts",
      "test/{contract,operations}/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/.next/**"],
    pool: "forks",
    // Its own choice on two cores is one, and most of the time goes into loading modules.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
