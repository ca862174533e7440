import { describe, expect, it } from "vitest";
import { targetFromText, textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";

describe("a target's text", () => {
  const targets: readonly DumpTarget[] = [
    { cluster: "west", namespace: "shop", pod: "cart-1", view: "envoy" },
    { cluster: "", namespace: "shop", pod: "cart-1", view: "istiod" },
    { snapshot: "4f1-a" },
  ];
  it.each(targets)("is read back as it was: %o", (target) => {
    expect(targetFromText(textFromTarget(target))).toEqual(target);
  });
  it.each(["", "cart-1", "envoy:shop/cart-1", "envoy:a/b/c/d", "pod:a/b/c", "snapshot:"])(
    "%j is none",
    (text) => {
      expect(targetFromText(text)).toBeUndefined();
    },
  );
});
