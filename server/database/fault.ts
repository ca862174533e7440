import { ConsoleError, SourceError, type FaultReason } from "@/lib/errors";

const readOnlyHint =
  "Reads go on working, changes are refused. Make the database file and its folder writable for the console's user, or point database.url elsewhere.";
const lockedHint =
  "Another process holds the database. Run one console per SQLite file, or use PostgreSQL for several replicas, then try again.";
const refusedHint = "Check database.url, that the server runs, and that this host may connect to it.";

function text(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error);
  const code = "code" in error ? String(error.code) : "";
  const meta = "meta" in error ? JSON.stringify(error.meta) : "";
  return `${code} ${error.message} ${meta} ${error.cause === undefined ? "" : text(error.cause, depth + 1)}`;
}

const rules: readonly { pattern: RegExp; reason: FaultReason; message: string; hint: string }[] = [
  {
    pattern: /SQLITE_READONLY|readonly database|read-only transaction|SQLITE_PERM|EACCES|EROFS/i,
    reason: "read_only",
    message: "The console's database cannot be written",
    hint: readOnlyHint,
  },
  {
    pattern:
      /SQLITE_BUSY|SQLITE_LOCKED|database is locked|SocketTimeout|P1008|lock_timeout|canceling statement/i,
    reason: "locked",
    message: "The console's database is locked by another process",
    hint: lockedHint,
  },
  {
    pattern: /SQLITE_CANTOPEN|unable to open|ENOENT|ENOTDIR|SQLITE_NOTADB|not a database/i,
    reason: "refused",
    message: "The console's database cannot be opened",
    hint: refusedHint,
  },
  {
    pattern: /ECONNREFUSED|ENOTFOUND|P1001|Can't reach database|terminat|ECONNRESET/i,
    reason: "refused",
    message: "The console's database does not answer",
    hint: refusedHint,
  },
];

/** The fault behind a database error; errors that say what they mean pass as they are. */
export function databaseFault(error: unknown): ConsoleError {
  if (error instanceof ConsoleError) return error;
  const found = rules.find((rule) => rule.pattern.test(text(error)));
  return new SourceError(found?.message ?? "The console's database refused a statement", {
    source: "database",
    cluster: "",
    reason: found?.reason ?? "server_error",
    hint: found?.hint ?? "See the console's log for the database's own words.",
    cause: error,
  });
}
