import { describe, expect, it } from "vitest";
import { messages } from "@/lib/i18n/messages";
import { textsFileName, textsResponse } from "@/server/texts";

describe("the texts of a language as a file", () => {
  it("may be kept for good under the name that its content has", async () => {
    const response = textsResponse(textsFileName("zh"));
    expect(await response.json()).toEqual(messages.zh);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(textsFileName("zh")).not.toBe(textsFileName("en"));
  });

  it("is given, but not kept, when another version of the console named it", async () => {
    const response = textsResponse("en.0000000000000000.json");
    expect(await response.json()).toEqual(messages.en);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it.each(["fr.0000000000000000.json", "en", "en.json.map", "../en.json"])("is not called %s", (name) => {
    expect(textsResponse(name).status).toBe(404);
  });
});
