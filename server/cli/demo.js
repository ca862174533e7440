// `npm run demo`: from a fresh clone to a living mesh in the browser.
import { ensureBuilt, ensureInstalled, run } from "./prepare.js";

ensureInstalled();
ensureBuilt();
process.exit(
  run(process.execPath, ["server/main.js"], {
    env: { HEDDLE_DEMO: "1", NODE_ENV: "production", LOG_LEVEL: process.env.LOG_LEVEL ?? "warn" },
  }),
);
