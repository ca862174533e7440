import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";

/** The address of a new PostgreSQL database on `DATABASE_URL_TEST`'s server; undefined without one, which means SQLite. */
export async function freshDatabaseUrl(): Promise<string | undefined> {
  const server = process.env["DATABASE_URL_TEST"];
  if (server === undefined || server === "") return undefined;
  const name = `heddle_${randomUUID().replaceAll("-", "")}`;
  const admin = await new PrismaPg({ connectionString: server, max: 1 }).connect();
  try {
    await admin.executeScript(`CREATE DATABASE ${name}`);
  } finally {
    await admin.dispose();
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}
