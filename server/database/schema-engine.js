#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

// Prisma's CLI speaks newline-separated JSON-RPC with its engine over stdio. Only what needs no connection of the
// CLI's own (schema to SQL, validation) is served: the console applies migrations by itself.
const require = createRequire(import.meta.url);
const enginePath = path.dirname(require.resolve("@prisma/schema-engine-wasm"));
const wasm = await WebAssembly.instantiate(readFileSync(path.join(enginePath, "schema_engine_bg.wasm")), {
  "./schema_engine_bg.js": bindings,
});
bindings.__wbg_set_wasm(wasm.instance.exports);
wasm.instance.exports.__wbindgen_start();

if (process.argv.includes("--version")) {
  process.stdout.write(`schema-engine-cli ${bindings.version()}\n`);
  process.exit(0);
}

async function adapterFor(provider) {
  const { bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
  if (provider === "postgresql") {
    const { PrismaPg } = await import("@prisma/adapter-pg");
    const connectionString = process.env.DATABASE_URL ?? "postgresql://127.0.0.1:1/none";
    return bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString }));
  }
  const { PrismaLibSql } = await import("@prisma/adapter-libsql");
  return bindMigrationAwareSqlAdapterFactory(
    new PrismaLibSql({ url: process.env.DATABASE_URL ?? "file::memory:" }),
  );
}

let engine;
async function call(method, params) {
  const provider = /provider\s*=\s*"postgresql"/.test(JSON.stringify(params).replaceAll('\\"', '"'))
    ? "postgresql"
    : "sqlite";
  engine ??= await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    await adapterFor(provider),
  );
  if (typeof engine[method] !== "function") throw new Error(`the schema engine has no method ${method}`);
  const result = await engine[method](params);
  if (method === "diff" && typeof result.stdout === "string") {
    const print = {
      jsonrpc: "2.0",
      id: `print-${Date.now()}`,
      method: "print",
      params: { content: result.stdout },
    };
    process.stdout.write(`${JSON.stringify(print)}\n`);
  }
  return result ?? null;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line.trim() === "") continue;
  const request = JSON.parse(line);
  if (request.method === undefined) continue;
  const reply = { jsonrpc: "2.0", id: request.id };
  try {
    process.stdout.write(
      `${JSON.stringify({ ...reply, result: await call(request.method, request.params) })}\n`,
    );
  } catch (error) {
    const failure = {
      code: 4466,
      message: "An error happened. Check the data field for details.",
      data: {
        is_panic: false,
        message: error instanceof Error ? error.message : String(error),
        error_code: null,
      },
    };
    process.stdout.write(`${JSON.stringify({ ...reply, error: failure })}\n`);
  }
}
