import { expect, it } from "vitest";
import { scanDumpBytes } from "./scan-bytes";

const secret = "hunter2-hunter2";

it("does not take a key for the one that followed the same key before", () => {
  const shapes = [
    { name: "a", password: secret },
    { name: "a", passwords_allowed: "yes" },
    { name: "b", pass: "road", password: secret },
    { nam: "c", password: secret },
    { name: "d", password: secret, name_2: "d" },
  ];
  const clusters = [...shapes, ...shapes.toReversed(), ...shapes];
  const text = JSON.stringify({ configs: [{ dynamic_active_clusters: clusters }] });
  for (let chunkBytes = 1; chunkBytes < 90; chunkBytes += 1) {
    const { bytes } = scanDumpBytes(new TextEncoder().encode(text), chunkBytes);
    expect(new TextDecoder().decode(bytes)).toBe(text.replaceAll(secret, "[redacted]"));
  }
});
