"use client";
import { Button, Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslations } from "use-intl";
import type { WayContext } from "./explanation-view";
import { useExplanationText } from "./use-explanation-text";
import { download } from "@/components/ui/download";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { curlOfRequest } from "@/lib/proxies/explain-flow/curl-command";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";

/** Takes an explanation away: as a link, as text, as data, or as the command that sends the request. */
export function ShareMenu({
  explanation,
  target,
  request,
}: Pick<WayContext, "target" | "request"> & { explanation: Explanation }) {
  const t = useTranslations("explain");
  const text = useExplanationText();
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default">
          {t(clipboard.copied ? "result.copied" : "result.shareMenu")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => clipboard.copy(window.location.href)}>{t("result.copyLink")}</Menu.Item>
        <Menu.Item onClick={() => clipboard.copy(text(explanation))}>{t("result.copy")}</Menu.Item>
        <Menu.Item onClick={() => clipboard.copy(commandOf(target, request))}>
          {t(runsInPod(target, request) ? "result.copyCurlPod" : "result.copyCurl")}
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            download(
              "explanation.json",
              JSON.stringify({ target, request, explanation }, null, 2),
              "application/json",
            )
          }
        >
          {t("result.exportJson")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What a pod sends is sent from it; what comes to a gateway or a pod comes from somebody else. */
function runsInPod(
  target: DumpTarget,
  { direction }: FlowRequest,
): target is Extract<DumpTarget, { pod: string }> {
  return !("snapshot" in target) && direction === "outbound";
}

function commandOf(target: DumpTarget, request: FlowRequest): string {
  return curlOfRequest(request, runsInPod(target, request) ? target : undefined);
}
