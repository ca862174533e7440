import { describe, expect, it } from "vitest";
import { filtersFromTexts, traceTextsFromSearch } from "@/lib/url/traces";

const texts = { service: "web.shop", operation: "", tags: "", min: "", max: "", limit: 100 };

describe("filtersFromTexts", () => {
  it("makes no search without a service, and one over all services for *", () => {
    expect(filtersFromTexts({ ...texts, service: "" })).toEqual({ faults: {} });
    expect(filtersFromTexts({ ...texts, service: "*" }).filters).toEqual({ tags: {}, limit: 100 });
  });

  it("reads durations and tags", () => {
    expect(filtersFromTexts({ ...texts, tags: "error=true", min: "1.5ms", max: "2s" }).filters).toEqual({
      service: "web.shop",
      tags: { error: "true" },
      minDurationUs: 1500,
      maxDurationUs: 2_000_000,
      limit: 100,
    });
  });

  it.each([
    [{ min: "12" }, { min: "noDuration" }],
    [{ max: "soon" }, { max: "noDuration" }],
    [{ min: "2s", max: "1s" }, { max: "belowMin" }],
  ])("names the field that is wrong in %j", (wrong, faults) => {
    const read = filtersFromTexts({ ...texts, ...wrong });
    expect(read.filters).toBeUndefined();
    expect(read.faults).toEqual(faults);
  });

  it("keeps the limit within what Jaeger takes", () => {
    expect(filtersFromTexts({ ...texts, limit: 9999 }).filters?.limit).toBe(1500);
    expect(traceTextsFromSearch({ limit: "no" }).limit).toBe(100);
  });
});
