import { afterEach, describe, expect, it, vi } from "vitest";
import { messages } from "@/lib/i18n/messages";
import { fetchTexts, textsOf } from "./texts";

afterEach(() => vi.unstubAllGlobals());

describe("the texts of a page", () => {
  it("are at hand on the server, and one promise for all who ask", async () => {
    const first = textsOf("zh", "/texts/zh.1.json");
    expect(textsOf("zh", "/texts/zh.2.json")).toBe(first);
    expect(await first).toBe(messages.zh);
  });

  it("are asked for again, each time later, until they come", async () => {
    const answers = [
      () => Promise.reject(new TypeError("no network")),
      () => Promise.resolve(new Response("starting", { status: 503 })),
      () => Promise.resolve(new Response("<html>", { status: 200 })),
      () => Promise.resolve(Response.json({ common: { ok: "OK" } })),
    ];
    const asked: string[] = [];
    vi.stubGlobal("fetch", (href: string) => {
      asked.push(href);
      return answers[asked.length - 1]?.();
    });
    const waits: number[] = [];
    const texts = await fetchTexts("/texts/en.1.json", async (ms) => {
      waits.push(ms);
    });
    expect(texts).toEqual({ common: { ok: "OK" } });
    expect(asked).toEqual(Array.from({ length: 4 }, () => "/texts/en.1.json"));
    expect(waits).toEqual([500, 1000, 2000]);
  });
});
