"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import {
  IconArrowsDiff,
  IconArrowsSplit2,
  IconBolt,
  IconCube,
  IconFileCode,
  IconFileUpload,
  IconHelpHexagon,
  IconRefreshAlert,
  IconRoute,
  IconSearch,
  IconServer2,
  IconStairsUp,
  IconTimeline,
} from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { pages } from "./pages";
import { shellEvents } from "./shell-events";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";

const icons = {
  service: IconCube,
  workload: IconCube,
  pod: IconServer2,
  object: IconFileCode,
  namespace: IconCube,
  trace: IconTimeline,
} as const;

const actions = [
  { id: "change", path: "/routing", icon: IconArrowsSplit2 },
  { id: "canary", path: "/delivery/canary/new", icon: IconStairsUp },
  { id: "experiment", path: "/delivery/experiment/new", icon: IconBolt },
  { id: "explain", path: "/proxies/explain", icon: IconRoute },
  { id: "why", path: "/why", icon: IconHelpHexagon },
  { id: "compare", path: "/proxies/diff", icon: IconArrowsDiff },
  { id: "snapshots", path: "/proxies/snapshots", icon: IconFileUpload },
  { id: "sync", path: "/controlplane/sync", icon: IconRefreshAlert },
] as const;

/** ⌘K: pages, actions, and whatever the mesh has by that name. It is loaded when it is first wanted, so it opens at once. */
export function CommandPalette() {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
  const { cluster } = useScope();
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const found = useQuery(
    trpc.shell.search.queryOptions(
      { cluster, text: wanted },
      { enabled: wanted.length > 1, staleTime: 10_000 },
    ),
  );
  useEffect(() => {
    spotlight.open();
    window.addEventListener(shellEvents.palette, spotlight.open);
    return () => window.removeEventListener(shellEvents.palette, spotlight.open);
  }, []);
  const isLooking = text.trim() !== wanted || found.isFetching;
  const matches = (label: string) => label.toLowerCase().includes(text.trim().toLowerCase());
  const groups: SpotlightActionGroupData[] = [
    {
      group: t("search.mesh"),
      actions: (wanted.length > 1 ? (found.data ?? []) : []).map((hit) => {
        const HitIcon = icons[hit.kind];
        return {
          id: hit.path,
          label: hit.label,
          description: hit.detail,
          leftSection: <HitIcon size={17} aria-hidden />,
          onClick: () => router.push(href(hit.path)),
        };
      }),
    },
    {
      group: t("search.actions"),
      actions: actions
        .filter(({ id }) => matches(t(`action.${id}`)))
        .map(({ id, path, icon: ActionIcon }) => ({
          id,
          label: t(`action.${id}`),
          leftSection: <ActionIcon size={17} aria-hidden />,
          onClick: () => router.push(href(path)),
        })),
    },
    {
      group: t("search.pages"),
      actions: pages
        .filter((page) => matches(t(`nav.${page.id}`)))
        .map((page) => {
          const PageIcon = page.icon;
          return {
            id: page.path,
            label: t(`nav.${page.id}`),
            leftSection: <PageIcon size={17} aria-hidden />,
            onClick: () => router.push(href(page.path)),
          };
        }),
    },
  ];
  return (
    <Spotlight
      actions={groups.filter((group) => group.actions.length > 0)}
      query={text}
      onQueryChange={setText}
      filter={(_, actions) => actions}
      shortcut={null}
      nothingFound={t(isLooking ? "search.looking" : "search.nothing")}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t("search.placeholder"),
        "aria-label": t("search.open"),
      }}
    />
  );
}
