import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SourceError } from "@/lib/errors";

export type Provider = "sqlite" | "postgresql";
export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** What the runner needs of one connection: the same verbs over libsql and over pg. */
export type MigrationConnection = {
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** Runs every statement of a script, not only the first. */
  readonly script: (sql: string) => Promise<void>;
};

/** The migrations of a provider, oldest first. */
export function readMigrations(provider: Provider, root = process.cwd()): readonly Migration[] {
  const folder = path.join(root, "prisma", provider, "migrations");
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

const journal = `CREATE TABLE IF NOT EXISTS "HeddleMigration" ("name" TEXT NOT NULL PRIMARY KEY, "checksum" TEXT NOT NULL)`;

async function appliedMigrations(connection: MigrationConnection, provider: Provider) {
  const exists =
    provider === "sqlite"
      ? await connection.query(
          `SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'HeddleMigration'`,
        )
      : await connection.query(
          `SELECT 1 FROM pg_tables WHERE tablename = 'HeddleMigration' AND schemaname = current_schema()`,
        );
  if (exists.length === 0) return new Map<string, string>();
  const rows = await connection.query(`SELECT "name", "checksum" FROM "HeddleMigration"`);
  return new Map(rows.map((row) => [String(row["name"]), String(row["checksum"])]));
}

function refuseEdited(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const edited = migrations.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  const unknown = [...applied.keys()].find(
    (name) => !migrations.some((migration) => migration.name === name),
  );
  if (edited === undefined && unknown === undefined) return;
  throw new SourceError(
    edited === undefined
      ? `The database holds the migration ${unknown}, which this console does not know`
      : `The migration ${edited.name} was edited after it had been applied`,
    {
      source: "database",
      cluster: "",
      reason: "invalid",
      hint:
        edited === undefined
          ? "The database was written by a newer console: run that version, or restore a backup."
          : "Put the file back as it was and add a new migration beside it.",
    },
  );
}

/** Applies what is missing, each migration in its own transaction; nothing is written when nothing is missing. */
export async function migrate(
  connection: MigrationConnection,
  provider: Provider,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const before = await appliedMigrations(connection, provider);
  refuseEdited(migrations, before);
  if (migrations.every(({ name }) => before.has(name))) return [];
  const done: string[] = [];
  if (provider === "postgresql") await connection.script("SELECT pg_advisory_lock(7717001)");
  try {
    // Somebody else may have migrated while this console waited for the lock.
    const applied = await appliedMigrations(connection, provider);
    refuseEdited(migrations, applied);
    for (const migration of migrations.filter(({ name }) => !applied.has(name))) {
      await connection.script(scriptFor(migration, provider));
      done.push(migration.name);
    }
  } finally {
    if (provider === "postgresql") await connection.script("SELECT pg_advisory_unlock(7717001)");
  }
  return done;
}

function scriptFor(migration: Migration, provider: Provider): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const note = `INSERT INTO "HeddleMigration" ("name", "checksum") VALUES (${quoted(migration.name)}, ${quoted(migration.checksum)});`;
  // A rebuilt table would take its child rows along, and the pragma does nothing inside a transaction.
  const [before, begin, after] =
    provider === "sqlite"
      ? ["PRAGMA foreign_keys=OFF;", "BEGIN IMMEDIATE;", "PRAGMA foreign_keys=ON;"]
      : ["", "BEGIN;", ""];
  return `${before}\n${begin}\n${journal};\n${migration.sql}\n${note}\nCOMMIT;\n${after}`;
}
