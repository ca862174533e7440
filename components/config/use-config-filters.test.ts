import { expect, it } from "vitest";
import { passes } from "./use-config-filters";

const row = { kind: "Gateway", namespace: "shop", owner: "Argo CD shop", troubles: 0 };
const none = { kind: [], in: [], owner: [], findings: false };

it("a row passes when each filter lets it, and an empty filter lets all", () => {
  expect(passes(none, row)).toBe(true);
  expect(passes({ ...none, kind: ["Gateway", "Sidecar"], in: ["shop"] }, row)).toBe(true);
  expect(passes({ ...none, kind: ["Sidecar"] }, row)).toBe(false);
  expect(passes({ ...none, in: ["other"] }, row)).toBe(false);
  expect(passes({ ...none, owner: ["nobody"] }, row)).toBe(false);
  expect(passes({ ...none, findings: true }, row)).toBe(false);
  expect(passes({ ...none, findings: true }, { ...row, troubles: 1 })).toBe(true);
});
