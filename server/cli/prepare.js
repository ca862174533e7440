// Brings a fresh clone to where it can build, test and run. Plain JavaScript on Node's own modules: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const built = [
  "app",
  "components",
  "lib",
  "server",
  "prisma",
  "public",
  "package.json",
  "package-lock.json",
  "next.config.js",
  "tsconfig.json",
  "postcss.config.js",
  "instrumentation.ts",
  "proxy.ts",
];

/** Runs a command with the terminal's output; returns its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    ...options,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", ...options.env },
  });
  if (result.error !== undefined) console.error(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

function orExit(code, what) {
  if (code === 0) return;
  console.error(`\n${what} failed.`);
  process.exit(code);
}

/** Exits with a clear sentence on a Node that is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Heddle needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).toSorted())
        if (name !== "generated" && !name.includes(".test.")) visit(join(path, name));
    } else hash.update(path).update("\0").update(readFileSync(full)).update("\0");
  };
  for (const path of paths) visit(path);
  return hash.digest("hex");
}

function stampIs(file, value) {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, "utf8") === value;
}

/** `npm ci` when node_modules is missing or belongs to another lockfile; generated clients after it. */
export function ensureInstalled() {
  requireNode();
  const stamp = "node_modules/.heddle-lock";
  const value = hashOf(["package-lock.json"]);
  if (!stampIs(stamp, value)) {
    console.log("Installing dependencies (npm ci)…");
    orExit(run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]), "npm ci");
    writeFileSync(join(root, stamp), value);
  }
  const generatedStamp = "server/database/generated/.heddle-schema";
  const schema = hashOf(["prisma", "package-lock.json"]);
  if (stampIs(generatedStamp, schema)) return;
  orExit(run(process.execPath, ["server/cli/generate.js"]), "generating the database clients");
  writeFileSync(join(root, generatedStamp), schema);
}

/** `next build` when a source changed since the last one. */
export function ensureBuilt() {
  const stamp = ".next/heddle-sources";
  const value = hashOf(built);
  if (stampIs(stamp, value) && existsSync(join(root, ".next/BUILD_ID"))) return;
  console.log("Building (next build)…");
  orExit(
    run(process.execPath, ["node_modules/next/dist/bin/next", "build"], { env: { NODE_ENV: "production" } }),
    "next build",
  );
  mkdirSync(join(root, ".next"), { recursive: true });
  writeFileSync(join(root, stamp), value);
}

/** The Chromium to test with; installs Debian's when root on Debian or Ubuntu, else says what to install. */
export function ensureChromium() {
  const found =
    process.env.CHROMIUM_PATH ??
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
      existsSync(path),
    );
  if (found !== undefined && existsSync(found)) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    installPackages(["chromium", "fonts-noto-cjk"]);
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  }
  console.error(
    "The browser tests need Chromium: install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM_PATH.",
  );
  return undefined;
}

/** Installs Debian packages; quiet unless it fails. */
export function installPackages(names) {
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, stdio: ["ignore", "ignore", "inherit"] };
  run("apt-get", ["update", "-qq"], options);
  return run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], options) === 0;
}
