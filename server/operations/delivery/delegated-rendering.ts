import { delegatedEdit } from "@/lib/delivery/delegated-patch";
import type { DelegateRequest } from "@/lib/delivery/delegated-request";
import { ConsoleError } from "@/lib/errors";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";
import { asConsoleError } from "@/server/operations/changes/as-console-error";
import type { Rendering } from "@/server/operations/changes/render";

const titles: Readonly<Record<DelegateRequest["verb"], string>> = {
  promote: "Promote",
  promote_full: "Promote in full",
  pause: "Pause",
  resume: "Resume",
  abort: "Abort",
  retry: "Retry",
  analyse: "Turn on the analysis of",
};

/** An act on another controller's rollout: one edit of the live object, of its spec or of its status. */
export function delegatedRendering(request: DelegateRequest): Rendering {
  const { ref, verb, system } = request;
  const name = printObjectRef(ref);
  return {
    title: `${titles[verb]} ${name}`,
    service: { namespace: ref.namespace, name: ref.name },
    refs: () => [ref],
    render: (_, live) => {
      const before = live.find((one) => objectKey(one.ref) === objectKey(ref))?.manifest;
      if (before === undefined) {
        throw new ConsoleError("not_found", `There is no ${name} in the cluster`, {
          hint: "It may have been deleted since the page was read. Open Delivery for the list of today.",
        });
      }
      const edit = asConsoleError(() => delegatedEdit(before, { system, verb }));
      return { objects: [{ ref, before, ...edit }], kept: [] };
    },
  };
}
