import { describe, expect, it } from "vitest";
import { graphQueryFromSearch } from "@/lib/url/graph";

describe("graphQueryFromSearch", () => {
  it("reads mode and idle beside the scope", () => {
    expect(graphQueryFromSearch({ mode: "workload", idle: "true", ns: "shop" })).toMatchObject({
      mode: "workload",
      showIdle: true,
      namespaces: ["shop"],
    });
  });

  it("falls back to services for a mode that does not exist", () => {
    expect(graphQueryFromSearch({ mode: "pods" })).toMatchObject({ mode: "service", showIdle: false });
  });
});
