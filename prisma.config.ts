import path from "node:path";
import { defineConfig } from "prisma/config";

// The CLI would download a native engine; ours runs the engine that npm publishes as WebAssembly.
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= path.resolve("server/database/schema-engine.js");
process.env["CHECKPOINT_DISABLE"] ??= "1";

const provider = process.env["HEDDLE_DATABASE_PROVIDER"] === "postgresql" ? "postgresql" : "sqlite";

export default defineConfig({
  schema: path.join("prisma", provider, "schema.prisma"),
  migrations: { path: path.join("prisma", provider, "migrations") },
});
