import { expect, it } from "vitest";
import type { Evidence } from "./evidence";
import { proxyConfig } from "./point-to";

it("keeps a host that a link names in one word of the command which people copy", () => {
  const evidence: Evidence = {
    nowMs: 0,
    caller: { namespace: "shop", name: "cart", dataplane: "sidecar", pods: ["cart-1"] },
    destination: { text: "x", host: "x'; reboot #", workloads: [] },
  };
  expect(proxyConfig(evidence, "clusters")?.command).toBe(
    String.raw`istioctl proxy-config clusters cart-1.shop --fqdn 'x'\''; reboot #' -o json`,
  );
  expect(proxyConfig(evidence, "endpoints")?.command).toContain(String.raw`grep -F 'x'\''; reboot #'`);
});
