import { SourceError } from "@/lib/errors";
import { databaseFault } from "@/server/database/fault";
import { openDatabase, type Database, type Rows } from "@/server/database/open";
import { singleton } from "@/server/singleton";

const configuredUrl = () => process.env["HEDDLE_DATABASE_URL"] ?? "file:./data/heddle.db";
const opened = () => singleton("database", () => new Map<string, Promise<Database>>());

/**
 * The database behind `url`, opened and migrated on first use: routes are imported by the build, which must not touch
 * it. A failed opening is tried anew at the next call.
 */
export async function database(url = configuredUrl()): Promise<Database> {
  const known = opened().get(url);
  if (known !== undefined) return known;
  const opening = openDatabase(url).catch((error: unknown) => {
    opened().delete(url);
    throw databaseFault(error);
  });
  opened().set(url, opening);
  return opening;
}

/** Closes what `database(url)` opened. */
export async function closeDatabase(url = configuredUrl()): Promise<void> {
  const known = opened().get(url);
  opened().delete(url);
  await (await known)?.close();
}

/**
 * Runs `work` on the rows; throws `SourceError` of source "database" with a reason and a remedy. The connection is
 * given up after a fault: libsql leaves the refused statement open on it, and each later commit would fail as busy.
 */
export async function withRows<T>(url: string | undefined, work: (rows: Rows) => Promise<T>): Promise<T> {
  const { rows } = await database(url);
  try {
    return await work(rows);
  } catch (error) {
    const fault = databaseFault(error);
    if (fault instanceof SourceError) await closeDatabase(url).catch(() => undefined);
    throw fault;
  }
}
