"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { WayContext } from "./explanation-view";
import type { Outcome } from "@/lib/proxies/explain-flow/explanation";
import { redirectedRequest } from "@/lib/proxies/explain-flow/redirected-request";

/** Goes on with the request that a client sends after a redirect. */
export function RedirectLink({ outcome, context }: { outcome: Outcome; context: WayContext }) {
  const t = useTranslations("explain");
  const { target, request, explain } = context;
  // Who calls a pod follows the redirect from its own side.
  if (request.direction === "inbound") return null;
  if (explain === undefined || outcome.kind !== "answered" || outcome.location === undefined) return null;
  const next = redirectedRequest(request, { status: outcome.status, location: outcome.location });
  if (next === undefined) return null;
  return (
    <Button size="compact-xs" variant="default" onClick={() => explain(target, next)}>
      {t("result.followRedirect")}
    </Button>
  );
}
