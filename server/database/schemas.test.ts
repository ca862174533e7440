import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readMigrations } from "@/server/database/migrate";

const models = (provider: string) =>
  readFileSync(`prisma/${provider}/schema.prisma`, "utf8").replace(/^[\s\S]*?datasource db \{[^}]*\}/, "");

const columns = (provider: "sqlite" | "postgresql") =>
  readMigrations(provider).map(({ name, sql }) => ({
    name,
    tables: [...sql.matchAll(/CREATE TABLE "(\w+)" \(([\s\S]*?)\n\);/g)].map(([, table, body = ""]) => ({
      table,
      columns: [...body.matchAll(/^\s+"(\w+)" (\w+)( NOT NULL)?/gm)].map(([, column, type, required]) => ({
        column,
        // The one type that the two call by different names.
        type: type === "BYTEA" ? "BLOB" : type,
        required: required !== undefined,
      })),
    })),
    indexes: [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX [^;]+;/g)].map(([index]) => index),
  }));

describe("the two schemas", () => {
  it("have the same models, whatever the provider", () => {
    expect(models("postgresql")).toBe(models("sqlite"));
    expect(models("sqlite")).toContain("model Change");
  });

  it("have migrations of the same names that make the same columns and indexes", () => {
    expect(columns("postgresql")).toEqual(columns("sqlite"));
  });

  it("have migrations that make every column of the models", () => {
    const wanted = [...models("sqlite").matchAll(/model (\w+) \{([\s\S]*?)\n\}/g)].map(
      ([, table, body = ""]) => ({
        table,
        columns: [...body.matchAll(/^ {2}(\w+)\s+\w+(\?)?/gm)].map(([, column, optional]) => ({
          column,
          required: optional === undefined,
        })),
      }),
    );
    const made = columns("sqlite")
      .flatMap(({ tables }) => tables)
      .map(({ table, columns: all }) => ({
        table,
        columns: all.map(({ column, required }) => ({ column, required })),
      }));
    expect(made).toEqual(wanted);
  });
});
