import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeDatabase } from "@/server/database/database";
import type { OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { freshDatabaseUrl } from "./fresh-database";

const day = 86_400_000;
let databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "findings.db")}`;
let target: ContractTarget;
/** Live facts are looked at again after a while, which here passes with each look. */
let passedMs = 0;

beforeAll(async () => {
  databaseUrl = (await freshDatabaseUrl()) ?? databaseUrl;
  target = await startTarget();
});
afterAll(async () => {
  await closeDatabase(databaseUrl);
  await target.close();
});

const as = (name: string, more: Partial<OperationContext> = {}) =>
  createCaller({
    clusters: new Map([[target.sources.name, target.sources]]),
    actor: { type: "user", name, groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => Date.now() + passedMs,
    signal: new AbortController().signal,
    ...more,
  });
const list = async (more: Partial<OperationContext> = {}) => {
  passedMs += 16_000;
  return (await as("ada", more).findings.list({ cluster: "" })).data;
};
const found = (code: string, name: string) =>
  vi.waitFor(
    async () => {
      const { rows } = await list();
      const row = rows.find(({ finding }) => finding.code === code && finding.object.name.startsWith(name));
      if (row === undefined)
        throw new Error(`no ${code} of ${name} among ${rows.map(({ finding }) => finding.code).join(" ")}`);
      return row;
    },
    { timeout: 20_000, interval: 100 },
  );

describe.skipIf(targetKind === "bed")("findings of the demo mesh", () => {
  it.each([
    ["missing-subset", "IST0101", "recommendations"],
    ["timeout-inversion", "HD0003", "orders"],
    ["retry-storm", "HD0004", "payments"],
    ["mtls-mismatch", "HD0016", "shipping"],
    ["certificate-expiring", "HD0012", "payments"],
    ["healthy", "HD0008", "request-tagging"],
  ])("in the scenario %s have %s of %s", async (scenario, code, name) => {
    target.demo?.control.set(scenario);
    expect((await found(code, name)).finding.severity).not.toBe("info");
  });

  it("have a repair that goes through the plan and ends them", async () => {
    target.demo?.control.set("mtls-mismatch");
    const row = await found("HD0016", "shipping");
    const { data: repair } = await as("ada").findings.repair({ cluster: "", id: row.id });
    const request = { kind: "manifests" as const, title: repair.title, edits: [...repair.edits] };
    const { data: plan } = await as("ada").changes.plan({ cluster: "", request });
    expect(plan.title).toBe("Fix HD0016 of DestinationRule orders/shipping");
    expect(plan.resolved.map(({ code }) => code)).toContain("HD0016");
    expect(plan.objects.map(({ dryRun }) => dryRun.state)).toEqual(["accepted"]);
    const change = await as("ada").changes.applyPlan({
      planHash: plan.planHash,
      reason: "mTLS",
      force: true,
    });
    expect(change.state).toBe("applied");
    await vi.waitFor(
      async () => {
        const { rows } = await list();
        expect(rows.map(({ finding }) => finding.code)).not.toContain("HD0016");
      },
      { timeout: 20_000, interval: 100 },
    );
    target.demo?.control.set("healthy");
  });

  it("are known to end in the plan, also those that only the measured calls show", async () => {
    target.demo?.control.set("timeout-inversion");
    const row = await found("HD0003", "orders");
    const { data: repair } = await as("ada").findings.repair({ cluster: "", id: row.id });
    const request = { kind: "manifests" as const, title: repair.title, edits: [...repair.edits] };
    const { data: plan } = await as("ada").changes.plan({ cluster: "", request });
    expect(plan.resolved.map(({ code, object }) => `${code} ${object.name}`)).toContain("HD0003 orders");
    target.demo?.control.set("healthy");
  });

  it("say that a finding is gone rather than repair what is no longer there", async () => {
    const repair = as("ada").findings.repair({ cluster: "", id: "0".repeat(16) });
    await expect(repair).rejects.toThrow("This finding is gone");
  });

  it("are taken out of the count with a reason until their day, and by hand before it", async () => {
    const row = await found("HD0008", "request-tagging");
    const { error, suppressed } = (await list()).counts;
    const suppression = await as("ada").findings.suppress({
      cluster: "",
      code: "HD0008",
      namespace: row.finding.object.namespace,
      reason: "being rewritten",
      expiresAtMs: Date.now() + passedMs + day,
    });
    const after = await list();
    expect(after.counts).toMatchObject({ error: error - 1, suppressed: suppressed + 1 });
    const hidden = after.rows.find(({ id }) => id === row.id)?.suppressed;
    expect(hidden).toMatchObject({
      by: "console",
      suppression: { createdBy: "ada", reason: "being rewritten" },
    });
    const later = await list({ nowMs: () => Date.now() + passedMs + 2 * day });
    expect(later.rows.find(({ id }) => id === row.id)?.suppressed).toBeUndefined();
    await as("bob").findings.unsuppress({ id: suppression.id });
    expect((await list()).counts).toMatchObject({ error, suppressed });
    await expect(as("bob").findings.unsuppress({ id: suppression.id })).rejects.toThrow("ended already");
  });

  it.each([
    ["a reason", { reason: "  ", expiresAtMs: Date.now() + 400 * day }],
    ["a day", { reason: "old", expiresAtMs: Date.now() - day }],
    ["a year", { reason: "for ever", expiresAtMs: Date.now() + 800 * day }],
  ])("refuse a suppression without %s", async (_, input) => {
    const suppress = as("ada").findings.suppress({ cluster: "", code: "HD0008", ...input });
    await expect(suppress).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("are not suppressed by whoever may only read", async () => {
    const suppress = as("eve", { readOnlyReason: "read-only" }).findings.suppress({
      cluster: "",
      code: "HD0008",
      reason: "x",
      expiresAtMs: Date.now() + day,
    });
    await expect(suppress).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("have documentation in both languages", async () => {
    const [en, zh] = await Promise.all(
      (["en", "zh"] as const).map((locale) => as("ada").findings.documentation({ code: "HD0003", locale })),
    );
    expect(en?.meaning).toMatch(/give up/);
    expect(zh?.meaning).toMatch(/放弃/);
    const strange = as("ada").findings.documentation({ code: "HD9999", locale: "en" });
    await expect(strange).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
