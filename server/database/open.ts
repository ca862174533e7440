import { inOwnWords } from "@/lib/phrase";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { ConsoleError } from "@/lib/errors";
import { PrismaClient as PostgresClient } from "@/server/database/generated/postgresql/client";
import { PrismaClient as SqliteClient } from "@/server/database/generated/sqlite/client";
import { migrate, readMigrations, type MigrationConnection, type Provider } from "@/server/database/migrate";

/** The rows of both providers are the same (a test keeps the two schemas equal), so one client type serves both. */
export type Rows = SqliteClient;
export type Database = {
  readonly provider: Provider;
  readonly rows: Rows;
  readonly close: () => Promise<void>;
};

const busyMs = 2000;

/** The database behind `url`, migrated. Throws what the driver throws. */
export async function openDatabase(url: string): Promise<Database> {
  if (/^postgres(ql)?:/.test(url)) return openPostgres(url);
  if (url.startsWith("file:")) return openSqlite(url);
  throw new ConsoleError(
    "invalid_input",
    inOwnWords(`database.url "${url.replace(/\/\/.*@/, "//…@")}" is no database address`),
    {
      hint: inOwnWords("Use file:./data/heddle.db or postgresql://user@host/database."),
    },
  );
}

function sqlitePath(url: string): string {
  return url.startsWith("file://") ? fileURLToPath(url) : path.resolve(url.slice("file:".length));
}

async function openSqlite(url: string): Promise<Database> {
  const file = sqlitePath(url);
  mkdirSync(path.dirname(file), { recursive: true });
  const factory = () => new PrismaLibSql({ url: `file:${file}`, timeout: busyMs });
  await migrateOver(await factory().connect(), "sqlite");
  const rows = new SqliteClient({ adapter: factory() });
  return { provider: "sqlite", rows, close: () => rows.$disconnect() };
}

async function openPostgres(url: string): Promise<Database> {
  const connection = { connectionString: url, connectionTimeoutMillis: 5000 };
  // The advisory lock belongs to a session, so the runner may have no second connection.
  await migrateOver(await new PrismaPg({ ...connection, max: 1 }).connect(), "postgresql");
  const rows = asSqliteRows(new PostgresClient({ adapter: new PrismaPg(connection) }));
  return { provider: "postgresql", rows, close: () => rows.$disconnect() };
}

async function migrateOver(adapter: SqlDriverAdapter, provider: Provider): Promise<void> {
  const connection: MigrationConnection = {
    query: async (sql) => {
      const answer = await adapter.queryRaw({ sql, args: [], argTypes: [] });
      return answer.rows.map((row) =>
        Object.fromEntries(answer.columnNames.map((name, index) => [name, row[index]])),
      );
    },
    script: (sql) => adapter.executeScript(sql),
  };
  try {
    await migrate(connection, provider, readMigrations(provider));
  } finally {
    await adapter.dispose();
  }
}

function asSqliteRows(client: PostgresClient): Rows {
  return client as unknown as Rows;
}
