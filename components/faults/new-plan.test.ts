import { describe, expect, it } from "vitest";
import { checkPlan } from "./check-plan";
import { planFor, planFromTemplate, previewPlan } from "./new-plan";
import { builtInTemplates } from "@/lib/faults/templates";

const options = { service: { namespace: "shop", name: "cart" }, isGrpc: false, routeName: "heddle-fault" };
const template = (id: string) => builtInTemplates.find((one) => one.id === id);

describe("a new plan", () => {
  it.each(builtInTemplates.map(({ id }) => id))("of %s lacks nothing but the hypothesis", (id) => {
    const checked = checkPlan(planFromTemplate(template(id), options));
    const issues = checked.state === "unreadable" ? undefined : checked.issues;
    expect(issues?.map(({ path }) => path)).toEqual(["hypothesis"]);
    expect(checkPlan(previewPlan(planFromTemplate(template(id), options))).state).toBe("valid");
  });

  it("aborts a gRPC service with a gRPC status, and never with both", () => {
    const { fault } = planFromTemplate(template("some_errors"), { ...options, isGrpc: true });
    expect(fault.abort).toEqual({ percent: 5, grpcStatus: "UNAVAILABLE" });
  });

  it("that is blank asks for a fault", () => {
    const checked = checkPlan(previewPlan(planFromTemplate(undefined, options)));
    expect(checked.state === "open" && checked.issues.map(({ path }) => path)).toEqual(["fault.delay"]);
  });

  it("for another service leaves the port of the first one behind", () => {
    const plan = planFromTemplate(template("slow"), options);
    const moved = planFor(
      { ...plan, fault: { ...plan.fault, port: 8080, name: "tests" } },
      { namespace: "shop", name: "web" },
    );
    expect(moved.fault).toMatchObject({ service: { name: "web" }, name: "" });
    expect(moved.fault.port).toBeUndefined();
    expect(planFor(plan, plan.fault.service)).toBe(plan);
  });
});

describe("a draft of another shape", () => {
  it.each([[null], [[]], [{}], ["text"], [{ hypothesis: 1 }]])("is not shown by a form: %j", (draft) => {
    expect(checkPlan(draft).state).toBe("unreadable");
  });

  it("is only half typed when a number went missing", () => {
    const plan = planFromTemplate(template("slow"), options);
    const draft: unknown = JSON.parse(JSON.stringify({ ...plan, durationMs: Number.NaN }));
    const checked = checkPlan(draft);
    expect(checked.state === "open" && checked.issues.map(({ path }) => path)).toContain("durationMs");
  });
});
