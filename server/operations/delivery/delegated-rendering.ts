import { phrase, inOwnWords } from "@/lib/phrase";
import { IntentError } from "@/lib/changes/intent-module";
import type { Manifest } from "@/lib/config/manifest";
import { delegatedEdit, type DelegatedEdit } from "@/lib/delivery/delegated-patch";
import type { DelegateRequest } from "@/lib/delivery/delegated-request";
import { ConsoleError } from "@/lib/errors";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";
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
  const { ref, verb } = request;
  const name = printObjectRef(ref);
  return {
    title: `${titles[verb]} ${name}`,
    service: { namespace: ref.namespace, name: ref.name },
    refs: () => [ref],
    render: (_, live) => {
      const before = live.find((one) => objectKey(one.ref) === objectKey(ref))?.manifest;
      if (before === undefined) {
        throw new ConsoleError("not_found", phrase("not_in_cluster", { name }), {
          hint: phrase("rollout_deleted"),
        });
      }
      return { objects: [{ ref, before, ...editOf(before, request) }], kept: [] };
    },
  };
}

function editOf(live: Manifest, request: DelegateRequest): DelegatedEdit {
  try {
    return delegatedEdit(live, request);
  } catch (error) {
    if (!(error instanceof IntentError)) throw error;
    throw new ConsoleError("precondition_failed", inOwnWords(error.message), {
      hint: phrase("rollout_says"),
      details: { field: error.field, reason: error.reason },
    });
  }
}
