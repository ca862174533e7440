import { findingOn } from "@/lib/config/checks/inventory";
import { record, records, specOf, text } from "@/lib/config/checks/loose";
import type { Rule } from "@/lib/config/checks/rule";
import { keys } from "./mesh-kinds";

/** HD0017: a Gateway API listener cannot use its certificate, or another object that it names, in the controller's words. */
export const listenerCredential: Rule = {
  codes: ["HD0017"],
  reads: [keys.kubernetesGateway],
  check: ({ objects }) =>
    (objects[keys.kubernetesGateway] ?? []).flatMap((gateway) => {
      const listeners = records(specOf(gateway)["listeners"]);
      return records(record(gateway.status)["listeners"]).flatMap((state) => {
        const name = text(state["name"]);
        const condition = records(state["conditions"]).find(({ type }) => type === "ResolvedRefs");
        const index = listeners.findIndex((listener) => listener["name"] === name);
        if (index < 0 || condition?.["status"] !== "False") return [];
        const [reason, message] = [text(condition["reason"]), text(condition["message"])];
        return [
          findingOn(gateway, {
            code: "HD0017",
            severity: "error",
            path: `spec.listeners[${index}]`,
            message: `The listener ${name} cannot use what it names: ${message || reason}`,
            params: { listener: name, reason, message: message || reason },
          }),
        ];
      });
    }),
};
