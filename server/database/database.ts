import { databaseFault } from "@/server/database/fault";
import { openDatabase, type Database, type Rows } from "@/server/database/open";
import { singleton } from "@/server/singleton";

const defaultUrl = "file:./data/heddle.db";
const opened = () => singleton("database", () => new Map<string, Promise<Database>>());

/**
 * The database behind `url`, opened and migrated on first use: routes are imported by the build, which must not touch
 * it. A failed opening is tried anew at the next call.
 */
export async function database(
  url: string = process.env["HEDDLE_DATABASE_URL"] ?? defaultUrl,
): Promise<Database> {
  const known = opened().get(url);
  if (known !== undefined) return known;
  const opening = openDatabase(url);
  opened().set(url, opening);
  try {
    return await opening;
  } catch (error) {
    opened().delete(url);
    throw databaseFault(error);
  }
}

/** Closes what `database(url)` opened. */
export async function closeDatabase(url: string): Promise<void> {
  const known = opened().get(url);
  opened().delete(url);
  await (await known)?.close();
}

/** Runs `work` on the rows; throws `SourceError` of source "database" with a reason and a remedy. */
export async function withRows<T>(url: string | undefined, work: (rows: Rows) => Promise<T>): Promise<T> {
  try {
    const { rows } = await database(url);
    return await work(rows);
  } catch (error) {
    throw databaseFault(error);
  }
}
