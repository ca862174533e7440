import { describe, expect, it } from "vitest";
import { draftFromText, textFromDraft, type DraftStore } from "./draft-text";

function memoryStore(): DraftStore & { readonly size: () => number } {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    size: () => kept.size,
  };
}

const long = { rules: Array.from({ length: 1000 }, (_, index) => ({ name: `route-${index}` })) };

describe("a draft in the address", () => {
  it("is its JSON while that is short", () => {
    const store = memoryStore();
    const text = textFromDraft({ percent: 10 }, null, store, "a");
    expect(text).toBe('{"percent":10}');
    expect(store.size()).toBe(0);
    expect(draftFromText(text, store)).toEqual({ state: "read", draft: { percent: 10 } });
  });

  it("moves to the store when it is long, and every change gives a new address", () => {
    const store = memoryStore();
    const first = textFromDraft(long, null, store, "a");
    const second = textFromDraft({ ...long, more: true }, first, store, "b");
    expect(first.length).toBeLessThan(20);
    expect(second).not.toBe(first);
    expect(store.size()).toBe(1);
    expect(draftFromText(second, store)).toEqual({ state: "read", draft: { ...long, more: true } });
  });

  it("stays in the address when the store refuses", () => {
    const refusing: DraftStore = {
      getItem: () => null,
      setItem: () => {
        throw new Error("quota");
      },
    };
    expect(draftFromText(textFromDraft(long, null, refusing, "a"), refusing)).toMatchObject({
      state: "read",
    });
  });

  it("is lost in a window that did not type it, or when it is cut off", () => {
    expect(draftFromText("@a.1", memoryStore())).toEqual({ state: "lost" });
    expect(draftFromText('{"percent":', memoryStore())).toEqual({ state: "lost" });
  });

  it("keeps an empty number as null", () => {
    const store = memoryStore();
    const text = textFromDraft({ percent: Number.NaN }, null, store, "a");
    expect(draftFromText(text, store)).toEqual({ state: "read", draft: { percent: null } });
  });
});
