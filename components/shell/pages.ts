import {
  IconActivity,
  IconAffiliate,
  IconFileCode,
  IconGitBranch,
  IconHistory,
  IconLayoutDashboard,
  IconListCheck,
  IconServer2,
  IconSettings,
  IconShieldLock,
  IconTimeline,
  IconTopologyStar3,
  type Icon,
} from "@tabler/icons-react";

export type PageId =
  | "overview"
  | "graph"
  | "services"
  | "traces"
  | "proxies"
  | "config"
  | "findings"
  | "delivery"
  | "security"
  | "controlplane"
  | "activity"
  | "settings";

type RailPage = {
  readonly id: PageId;
  readonly path: string;
  /** Where else one is on this page of the rail. */
  readonly roots?: readonly string[];
  readonly icon: Icon;
  readonly key: string;
};

/** The rail in its order; `key` is the second stroke after "g". */
export const pages: readonly RailPage[] = [
  { id: "overview", path: "/overview", icon: IconLayoutDashboard, key: "o" },
  { id: "graph", path: "/graph", icon: IconTopologyStar3, key: "t" },
  { id: "services", path: "/services", icon: IconAffiliate, key: "s" },
  { id: "traces", path: "/traces", icon: IconTimeline, key: "r" },
  { id: "proxies", path: "/proxies", roots: ["/why"], icon: IconServer2, key: "p" },
  { id: "config", path: "/config", icon: IconFileCode, key: "c" },
  { id: "findings", path: "/findings", icon: IconListCheck, key: "f" },
  { id: "delivery", path: "/delivery", roots: ["/routing"], icon: IconGitBranch, key: "d" },
  { id: "security", path: "/security", icon: IconShieldLock, key: "e" },
  { id: "controlplane", path: "/controlplane", icon: IconActivity, key: "i" },
  { id: "activity", path: "/activity", icon: IconHistory, key: "a" },
  { id: "settings", path: "/settings/sources", icon: IconSettings, key: "x" },
];
