import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

function files(folder: string, pattern: RegExp): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = [];
  const visit = (path: string): void => {
    for (const name of readdirSync(path)) {
      if (["node_modules", "generated", ".next"].includes(name)) continue;
      const full = join(path, name);
      if (statSync(full).isDirectory()) visit(full);
      else if (pattern.test(name))
        found.push({ path: relative(root, full), text: readFileSync(full, "utf8") });
    }
  };
  visit(join(root, folder));
  return found;
}

const isTest = (path: string) => path.includes(".test.");
const code = (folder: string) => files(folder, /\.tsx?$/).filter((file) => !isTest(file.path));

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}

function offenders(folder: string, pattern: RegExp): string[] {
  return code(folder)
    .filter((file) => pattern.test(withoutComments(file.text)))
    .map((file) => file.path);
}

describe("architecture", () => {
  it("keeps clock, chance and timers out of lib", () => {
    expect(
      offenders(
        "lib",
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(|\bfetch\(/,
      ),
    ).toEqual([]);
  });

  it("quotes what is filled into commands that people copy", () => {
    const unquoted = /(?<!shell)`(?:kubectl|istioctl|curl) [^`]*\$\{/;
    const found = [...offenders("lib", unquoted), ...offenders("components", unquoted)];
    // A plan's commands are put together of parts that are quoted already.
    expect(found).toEqual(["components/changes/plan-commands.ts"]);
  });

  it("lets only the change engine write to Kubernetes", () => {
    const writes =
      /\bkubernetes\s*\.\s*(apply|replace|create|patchJson|remove)\(|sources\.kubernetes\s*\.\s*(apply|replace|create|patchJson|remove)\(/;
    const outside = [...code("server/operations"), ...code("server/routers"), ...code("app")].filter(
      (file) =>
        writes.test(withoutComments(file.text)) && !file.path.startsWith("server/operations/changes/"),
    );
    expect(outside.map((file) => file.path)).toEqual([]);
  });

  it("knows of the demo only in server/demo, the composition root and what shows its marker", () => {
    const allowed = [
      "server/context.ts",
      "server/compose",
      "server/config/",
      "server/ports.ts",
      "server/routers/shell.ts",
      "server/operations/shell/",
      "server/main.js",
    ];
    const mentions = [...code("server"), ...code("lib")].filter(
      (file) =>
        /HEDDLE_DEMO|ctx\.demo|server\/demo\//.test(withoutComments(file.text)) &&
        !file.path.startsWith("server/demo/"),
    );
    expect(
      mentions.map((file) => file.path).filter((path) => !allowed.some((prefix) => path.startsWith(prefix))),
    ).toEqual([]);
  });

  it("asks nobody on the internet: no remote address in what reaches a browser", () => {
    const remote = /["'`(]https?:\/\/(?!127\.0\.0\.1|localhost|www\.w3\.org)[a-z0-9.-]+\.[a-z]{2,}/;
    const found = [...code("app"), ...code("components"), ...files("components", /\.css$/)].filter((file) =>
      remote.test(withoutComments(file.text)),
    );
    expect(found.map((file) => file.path)).toEqual([]);
  });

  it("has a lockfile without registry hosts and without entries that lack a version", () => {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Record<
        string,
        { version?: string; resolved?: string; link?: boolean; optionalDependencies?: Record<string, string> }
      >;
    };
    const entries = Object.entries(lock.packages).filter(([name]) => name !== "");
    expect(
      entries.filter(([, entry]) => entry.version === undefined && entry.link !== true).map(([name]) => name),
    ).toEqual([]);
    expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([]);
    // A platform package that is missing makes `npm ci` refuse the lockfile on every machine.
    const missing = entries.flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) =>
          lock.packages[`${path}/node_modules/${name}`] === undefined &&
          lock.packages[`node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });

  it("pins every dependency exactly", () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    ) as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it("has neither barrels nor rooms for odds and ends", () => {
    const names = [...code("lib"), ...code("server"), ...code("components")].map((file) => file.path);
    expect(
      names.filter((path) => /(^|\/)(utils?|helpers?|common|types|misc)(\.tsx?$|\/)/.test(path)),
    ).toEqual([]);
    const barrels = [...code("lib"), ...code("components")].filter((file) =>
      /\/index\.tsx?$/.test(file.path),
    );
    expect(barrels.map((file) => file.path)).toEqual([]);
  });
});

describe("documents", () => {
  it.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])(
    "%s names only files that exist",
    (name) => {
      const text = readFileSync(join(root, name), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link);
      const paths = [
        ...text.matchAll(/`((?:app|components|lib|prisma|public|server|test)\/[\w./()@-]+)`/g),
      ].map(([, path = ""]) => path);
      expect(links.length + paths.length + (name === "CHANGELOG.md" ? 1 : 0)).toBeGreaterThan(0);
      expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([]);
    },
  );
});
