import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shell, shellWord } from "./shell-command";

const echoed = (command: string) => execFileSync("/bin/sh", ["-c", command], { encoding: "utf8" });

describe("a command for people to copy", () => {
  it.each([
    "$(touch /tmp/x); `id`",
    "it's & 'that'",
    'a "b" \\ c',
    "line\nline",
    "*",
    "x; exit 3",
    "ns/pod-1.shop",
  ])("hands %j to its program as one word", (text) => {
    expect(echoed(shell`printf %s, ${text} end`)).toBe(`${text},end,`);
    expect(echoed(`printf %s ${shellWord(text)}`)).toBe(text);
  });

  it("keeps what is joined to other text in one word", () => {
    expect(echoed(shell`printf %s, ${"a b"}.${"c;d"}`)).toBe("a b.c;d,");
  });

  it("leaves ordinary names as a person would type them", () => {
    expect(shell`kubectl -n ${"shop"} logs ${"cart-v1-0"}`).toBe("kubectl -n shop logs cart-v1-0");
  });
});
