import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type Client } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate, readMigrations, type MigrationConnection } from "@/server/database/migrate";

let client: Client;
let connection: MigrationConnection;
beforeEach(() => {
  client = createClient({ url: `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "m.db")}` });
  connection = {
    query: async (sql) => (await client.execute(sql)).rows.map((row) => ({ ...row })),
    script: (sql) => client.executeMultiple(sql),
  };
});
afterEach(() => client.close());

const one = { name: "0001_a", checksum: "1", sql: `CREATE TABLE "A" ("id" TEXT PRIMARY KEY);` };

describe("migrations", () => {
  it("run every statement once", async () => {
    const all = readMigrations("sqlite");
    expect(await migrate(connection, "sqlite", all)).toEqual(all.map(({ name }) => name));
    expect(await migrate(connection, "sqlite", all)).toEqual([]);
    const tables = await connection.query(
      `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
    );
    const made = all.flatMap(({ sql }) =>
      [...sql.matchAll(/CREATE TABLE "(\w+)"/g)].map((match) => match[1]),
    );
    expect(made).toContain("Change");
    expect(tables.map(({ name }) => name)).toEqual([...made, "HeddleMigration"].toSorted());
  });

  it("refuse a file that was edited after it ran", async () => {
    await migrate(connection, "sqlite", [one]);
    await expect(migrate(connection, "sqlite", [{ ...one, checksum: "2" }])).rejects.toThrow(
      /0001_a was edited/,
    );
  });

  it("refuse a database of a newer console", async () => {
    await migrate(connection, "sqlite", [one]);
    await expect(migrate(connection, "sqlite", [])).rejects.toThrow(/does not know/);
  });

  it("keep child rows when a table is rebuilt", async () => {
    const parents = {
      name: "0001_a",
      checksum: "1",
      sql: `CREATE TABLE "P" ("id" TEXT PRIMARY KEY);
CREATE TABLE "C" ("p" TEXT REFERENCES "P"("id") ON DELETE CASCADE);
INSERT INTO "P" VALUES ('p'); INSERT INTO "C" VALUES ('p');`,
    };
    const rebuild = {
      name: "0002_b",
      checksum: "2",
      sql: `CREATE TABLE "new" ("id" TEXT PRIMARY KEY, "more" TEXT);
INSERT INTO "new" ("id") SELECT "id" FROM "P"; DROP TABLE "P"; ALTER TABLE "new" RENAME TO "P";`,
    };
    await migrate(connection, "sqlite", [parents, rebuild]);
    expect(await connection.query(`SELECT * FROM "C"`)).toHaveLength(1);
  });

  it("leave nothing of a migration that fails half-way", async () => {
    const bad = { ...one, sql: `${one.sql} CREATE TABLE "B" (nonsense nonsense nonsense(;` };
    await expect(migrate(connection, "sqlite", [bad])).rejects.toThrow(/syntax error/);
    await connection.query("ROLLBACK").catch(() => undefined);
    expect(await connection.query(`SELECT name FROM sqlite_master WHERE name = 'A'`)).toEqual([]);
  });
});
