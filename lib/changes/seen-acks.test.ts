import { describe, expect, it } from "vitest";
import { seenAcks } from "@/lib/changes/seen-acks";

const stored = (rejected: unknown, isComplete: unknown) =>
  JSON.stringify({ changeId: "a", acks: { counts: { acked: 3, rejected }, isComplete } });

describe("what was last seen of the proxies", () => {
  it("is a refusal before anything else", () => {
    expect(seenAcks(stored(1, true))).toBe("rejected");
    expect(seenAcks(stored(0, true))).toBe("acked");
    expect(seenAcks(stored(0, false))).toBe("spreading");
  });

  it("is unknown before the first look, without istiod, and in a form of another version", () => {
    expect(seenAcks(undefined)).toBe("unknown");
    expect(seenAcks(JSON.stringify({ changeId: "a" }))).toBe("unknown");
    expect(seenAcks(stored("none", true))).toBe("unknown");
    expect(seenAcks("null")).toBe("unknown");
  });
});
