// The console without its pages: the built server's own start, which settles what a dead process left and begins the
// delivery loop. With HEDDLE_CRASH_AT it dies like in a power cut at its nth statement that writes to the database,
// just before or, with HEDDLE_CRASH_AFTER=1, just after it. Plain JavaScript: it is run as it is.
import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const dieAt = Number(process.env["HEDDLE_CRASH_AT"] ?? 0);
const after = process.env["HEDDLE_CRASH_AFTER"] === "1";

function dieAtStatement() {
  const Database = createRequire(require.resolve("@libsql/client"))("libsql");
  const { prepare } = Database.prototype;
  let count = 0;
  Database.prototype.prepare = function prepareCounted(sql, ...rest) {
    const statement = prepare.call(this, sql, ...rest);
    if (!/^\s*(?:insert|update|delete|commit)\b/i.test(sql)) return statement;
    for (const name of ["run", "all"]) {
      const own = statement[name].bind(statement);
      statement[name] = (...values) => {
        count += 1;
        if (count === dieAt && !after) process.kill(process.pid, "SIGKILL");
        const result = own(...values);
        if (count === dieAt && after) process.kill(process.pid, "SIGKILL");
        return result;
      };
    }
    return statement;
  };
}

if (dieAt > 0) dieAtStatement();
// What Next's own start would have set up for the modules that it built.
globalThis.AsyncLocalStorage = AsyncLocalStorage;
process.env["NEXT_RUNTIME"] = "nodejs";
const instrumentation = await require(`${root}/.next/server/instrumentation.js`);
await instrumentation.register();
// Its parent holds the other end, which also keeps the process alive.
process.send("booted");
