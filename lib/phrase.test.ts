import { describe, expect, it } from "vitest";
import { ConsoleError, hintOf, messageOf, SourceError, warningFromError } from "./errors";
import { messages } from "./i18n/messages";
import { phrase, phraseOf } from "./phrase";
import { partKey } from "./phrase-ref";

const place = { source: "envoy", cluster: "a", reason: "refused" } as const;

describe("phrases", () => {
  it("give API callers the English text with its values", () => {
    const error = new ConsoleError("not_found", phrase("no_pod", { pod: "shop/cart-1" }), {
      hint: phrase("pod_replaced"),
    });
    expect(error.message).toBe("There is no pod shop/cart-1.");
    expect(error.phrases).toEqual({
      message: { key: "no_pod", values: { pod: "shop/cart-1" } },
      hint: { key: "pod_replaced", values: {} },
    });
  });

  it("stay with an error that is told on as another one and as a warning", () => {
    const first = new SourceError(phrase("no_snapshot", { id: "x" }), {
      ...place,
      hint: phrase("try_again"),
    });
    const second = new SourceError(messageOf(first), { ...place, ...hintOf(first) });
    expect(warningFromError(second, phrase("part_snapshot", { id: "x" }))).toEqual({
      ...place,
      message: "There is no snapshot x.",
      hint: "Try again.",
      part: "snapshot x",
      phrases: {
        message: { key: "no_snapshot", values: { id: "x" } },
        hint: { key: "try_again", values: {} },
        part: { key: "part_snapshot", values: { id: "x" } },
      },
    });
  });

  it("leave texts without a key as they are", () => {
    const error = new SourceError("connect ECONNREFUSED", place);
    expect(warningFromError(error, "pods")).toEqual({
      ...place,
      message: "connect ECONNREFUSED",
      part: "pods",
    });
  });

  it("are found again by their text, and no other text is", () => {
    expect(phraseOf("A path starts with /.")?.key).toBe("path_starts_with_slash");
    expect(phraseOf("Too big")).toBeUndefined();
  });

  it("name each part by the key that its English name gives", () => {
    const wrong = Object.entries(messages.en.phrases.part).filter(([key, text]) => partKey(text) !== key);
    expect(wrong).toEqual([]);
  });
});
