import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { messages } from "@/lib/i18n/messages";
import { textsFileName, textsResponse } from "@/server/texts";

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe("the texts of a language as a file", () => {
  it("may be kept for good under the name that its content has", async () => {
    const response = await textsResponse(textsFileName("zh"), null);
    expect(await response.json()).toEqual(messages.zh);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(textsFileName("zh")).not.toBe(textsFileName("en"));
  });

  it("comes packed as the browser can open it", async () => {
    const name = textsFileName("en");
    const plain = await bytesOf(await textsResponse(name, "identity"));
    const brotli = await textsResponse(name, "gzip, deflate, br, zstd");
    const gzip = await textsResponse(name, "gzip, br;q=0");
    expect(brotli.headers.get("content-encoding")).toBe("br");
    expect(gzip.headers.get("content-encoding")).toBe("gzip");
    expect(brotliDecompressSync(await bytesOf(brotli))).toEqual(plain);
    expect(gunzipSync(await bytesOf(gzip))).toEqual(plain);
    expect(brotli.headers.get("vary")).toBe("accept-encoding");
  });

  it("is given, but not kept, when another version of the console named it", async () => {
    const response = await textsResponse("en.0000000000000000.json", null);
    expect(await response.json()).toEqual(messages.en);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it.each(["fr.0000000000000000.json", "en", "en.json.map", "../en.json"])(
    "is not called %s",
    async (name) => {
      expect((await textsResponse(name, null)).status).toBe(404);
    },
  );
});
