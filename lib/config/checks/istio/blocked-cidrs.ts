import { podTemplate } from "./in-mesh";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, nameOf, records, text } from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";

const variable = "BLOCKED_CIDRS_IN_JWKS_URIS";

const isBlocking = (deployment: Manifest): boolean =>
  records(podTemplate(deployment).spec["containers"]).some(({ env }) =>
    records(env).some(({ name, value }) => name === variable && text(value) !== ""),
  );

/** IST0175: istiod fetches key sets from any address that a RequestAuthentication names, internal ones too. */
export const blockedCidrs = listRule({
  codes: ["IST0175"],
  reads: [kindKeys.requestAuthentication, kindKeys.deployment],
  check: ([requestAuthentications, deployments]) => {
    if (requestAuthentications.length === 0) return [];
    const names = requestAuthentications.map(nameOf).toSorted();
    return deployments
      .filter((deployment) => labelsOf(deployment)["app"] === "istiod" && !isBlocking(deployment))
      .map((deployment) =>
        findingOn(deployment, {
          code: "IST0175",
          severity: "warning",
          path: "spec.template.spec.containers",
          message: `${variable} is not set: istiod fetches keys from any address that ${names.length} RequestAuthentication objects name`,
          params: { count: `${names.length}`, names: names.slice(0, 5).join(", ") },
        }),
      );
  },
});
