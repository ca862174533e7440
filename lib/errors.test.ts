import { expect, it, vi } from "vitest";
import { ConsoleError, SourceError, warningFromError } from "./errors";

it("knows an error of another copy of this module, because Next bundles it twice", async () => {
  vi.resetModules();
  const copy = await import("./errors");
  const error = new copy.SourceError("down", { source: "prometheus", cluster: "east", reason: "refused" });
  expect(copy.SourceError).not.toBe(SourceError);
  expect(error instanceof SourceError).toBe(true);
  expect(error instanceof ConsoleError).toBe(true);
  expect(warningFromError(error, "rates")).toMatchObject({ reason: "refused", part: "rates" });
});

it("tells its errors from others", () => {
  expect(new ConsoleError("not_found", { text: "no" }) instanceof SourceError).toBe(false);
  expect(new Error("no") instanceof ConsoleError).toBe(false);
});
