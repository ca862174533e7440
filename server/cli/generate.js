import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const prisma = path.join(
  path.dirname(createRequire(import.meta.url).resolve("prisma/package.json")),
  "build/index.js",
);

for (const provider of ["sqlite", "postgresql"]) {
  const result = spawnSync(
    process.execPath,
    [prisma, "generate", "--no-hints", "--schema", path.join("prisma", provider, "schema.prisma")],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: "1",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        HEDDLE_DATABASE_PROVIDER: provider,
        PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, "server/database/schema-engine.js"),
      },
    },
  );
  if (result.status !== 0) {
    console.error(`prisma generate failed for ${provider}:\n${result.stdout}${result.stderr}`);
    process.exit(1);
  }
}
