"use client";
import { Button, Menu } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { IconChevronDown, IconRefresh } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import {
  refreshTexts,
  useRefetchMs,
  useRefreshText,
  useScope,
  useSetScope,
} from "@/components/query/use-scope";

/** Refresh now, or every so often. A refresh never starts while one is under way, and hidden tabs do none. */
export function RefreshControl() {
  const t = useTranslations("shell");
  const queryClient = useQueryClient();
  // The bar is hydrated after the page below it has begun to read; the server drew it at rest.
  const mounted = useMounted();
  const fetching = useIsFetching() > 0 && mounted;
  const text = useRefreshText();
  const refetchMs = useRefetchMs();
  const { range } = useScope();
  const set = useSetScope();
  return (
    <Button.Group>
      <Button
        size="xs"
        px={8}
        variant="default"
        aria-label={t("refresh.now")}
        title={t("refresh.now")}
        data-fetching={fetching}
        onClick={() => void queryClient.invalidateQueries({}, { cancelRefetch: false })}
      >
        <IconRefresh size={14} aria-hidden style={{ opacity: fetching ? 0.45 : 1 }} />
      </Button>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="xs"
            px={8}
            variant="default"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            aria-label={`${t("refresh.label")}: ${refetchMs === false ? t("refresh.off") : text}`}
            title={range.kind === "absolute" ? t("refresh.stopped") : undefined}
          >
            {refetchMs === false ? t("refresh.off") : text}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {refreshTexts.map((each) => (
            <Menu.Item key={each} onClick={() => void set.refresh(each)}>
              {each === "off" ? t("refresh.off") : t("refresh.every", { text: each })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
