import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed, type Bed } from "./bed-file";
import { startConsole, type RunningConsole } from "./console";
import { callKube } from "./kube";
import { until } from "./until";

const found = readBed();
const details = { api: "istio" as const, service: { namespace: "bookinfo", name: "details" } };

describe.skipIf(found === undefined)("a wizard's change that meets somebody else's", () => {
  const bed = found as Bed;
  let console: RunningConsole;

  beforeAll(async () => {
    console = await startConsole(bed);
  });
  afterAll(async () => {
    await console?.stop();
  });

  it("names another field manager that holds what it would write", async () => {
    const path = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices";
    const body = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "details", namespace: "bookinfo" },
      spec: { hosts: ["details"], http: [{ route: [{ destination: { host: "details" } }] }] },
    };
    await callKube(bed, "POST", `${path}?fieldManager=argocd-controller`, body);
    try {
      await until("the console sees it", async () => {
        const { data } = await console.trpc.config.list.query({ cluster: "", namespaces: ["bookinfo"] });
        return JSON.stringify(data).includes("argocd-controller");
      });
      const { data } = await console.trpc.changes.plan.mutate({
        cluster: "",
        request: { kind: "timeout_retry", intent: { ...details, route: "", timeoutMs: 3000 } },
      });
      expect(data.objects.flatMap(({ conflicts }) => conflicts.map(({ manager }) => manager))).toContain(
        "argocd-controller",
      );
      expect(data.blockers).toContainEqual(
        expect.objectContaining({ code: "field_conflict", severity: "force" }),
      );
    } finally {
      await callKube(bed, "DELETE", `${path}/details`);
    }
  });

  it("is refused to a viewer in the API server's words, for every kind of object", async () => {
    const viewer = await startConsole(bed, bed.KUBECONFIG_HEDDLE_VIEWER);
    try {
      const { data } = await viewer.trpc.changes.plan.mutate({
        cluster: "",
        request: {
          kind: "mtls",
          intent: { scope: "namespace", namespace: "bookinfo", selector: {}, mode: "STRICT", portModes: {} },
        },
      });
      expect(data.blockers.map(({ code }) => code)).toContain("no_access");
      await expect(
        viewer.trpc.changes.applyPlan.mutate({ planHash: data.planHash, reason: "x", force: true }),
      ).rejects.toThrow(/may not|forbidden/i);
    } finally {
      await viewer.stop();
    }
  });
});
