import { describe, expect, it } from "vitest";
import { equivalentCommands } from "./equivalent-commands";

const proxy = { cluster: "", namespace: "shop", pod: "cart-1", view: "envoy" } as const;

describe("equivalentCommands", () => {
  it("has istioctl's word and Envoy's own page for each part that istioctl knows", () => {
    expect(equivalentCommands(proxy, "clusters")).toEqual([
      "istioctl proxy-config cluster cart-1.shop -o json",
      "kubectl exec -n shop cart-1 -c istio-proxy -- pilot-agent request GET 'config_dump?resource=dynamic_active_clusters'",
    ]);
    expect(equivalentCommands(proxy, "scoped_routes")).toHaveLength(1);
  });

  it("quotes a filter of statistics for the shell, whatever stands in it", () => {
    const [command] = equivalentCommands(proxy, "stats", "^http\\.'$(reboot)");
    expect(command).toContain("'stats?format=json&filter=%5Ehttp%5C.'\\''%24(reboot)'");
  });

  it("keeps names that an address of the page made up in one word", () => {
    const commands = equivalentCommands({ ...proxy, pod: "x; reboot" }, "clusters");
    expect(commands).toEqual([
      "istioctl proxy-config cluster 'x; reboot'.shop -o json",
      expect.stringContaining("exec -n shop 'x; reboot' -c istio-proxy"),
    ]);
  });

  it("asks istiod for what istiod would send", () => {
    expect(equivalentCommands({ ...proxy, view: "istiod" }, "routes")).toEqual([
      "kubectl exec -n istio-system deploy/istiod -- pilot-discovery request GET '/debug/config_dump?proxyID=cart-1.shop&types=rds'",
    ]);
  });

  it("has none for a dump that was kept", () => {
    expect(equivalentCommands({ snapshot: "4f1" }, "routes")).toEqual([]);
  });
});
