import { allOf } from "@/lib/proxies/explain/answer";
import { answers, passes, type FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { matchHeader } from "@/lib/proxies/explain/header-match";
import { booleanField, itemsField, objectField } from "@/lib/proxies/proto-json";

/** Answers health checks by itself, unless it is told to pass them on. */
export const healthCheck: FilterRule = ({ config, request }) => {
  const answer = allOf(itemsField(config, "headers").map((one) => matchHeader(one, request)));
  if (answer.is === "no") return passes("not_a_health_check");
  if (answer.is === "unknown") return { effect: { does: "unknown", dependsOn: answer.because } };
  if (booleanField(config, "pass_through_mode")) return passes("health_check_passed_on");
  if (objectField(config, "cluster_min_healthy_percentages") !== undefined) {
    return { effect: { does: "unknown", dependsOn: [{ code: "cluster_health", values: {} }] } };
  }
  return answers({ status: 200, flag: "", details: "health_check_ok" });
};
