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
  | "routing"
  | "security"
  | "controlplane"
  | "activity"
  | "settings";

/** The rail in its order; `key` is the second stroke after "g". */
export const pages: readonly { id: PageId; path: string; icon: Icon; key: string }[] = [
  { id: "overview", path: "/overview", icon: IconLayoutDashboard, key: "o" },
  { id: "graph", path: "/graph", icon: IconTopologyStar3, key: "t" },
  { id: "services", path: "/services", icon: IconAffiliate, key: "s" },
  { id: "traces", path: "/traces", icon: IconTimeline, key: "r" },
  { id: "proxies", path: "/proxies", icon: IconServer2, key: "p" },
  { id: "config", path: "/config", icon: IconFileCode, key: "c" },
  { id: "findings", path: "/findings", icon: IconListCheck, key: "f" },
  { id: "routing", path: "/routing", icon: IconGitBranch, key: "d" },
  { id: "security", path: "/security", icon: IconShieldLock, key: "e" },
  { id: "controlplane", path: "/controlplane", icon: IconActivity, key: "i" },
  { id: "activity", path: "/activity", icon: IconHistory, key: "a" },
  { id: "settings", path: "/settings/sources", icon: IconSettings, key: "x" },
];
