import enActivity from "@/lib/i18n/messages/en/activity.json";
import enAmbient from "@/lib/i18n/messages/en/ambient.json";
import enCanaries from "@/lib/i18n/messages/en/canaries.json";
import enCauses from "@/lib/i18n/messages/en/causes.json";
import enChanges from "@/lib/i18n/messages/en/changes.json";
import enCharts from "@/lib/i18n/messages/en/charts.json";
import enCommon from "@/lib/i18n/messages/en/common.json";
import enConfig from "@/lib/i18n/messages/en/config.json";
import enControlplane from "@/lib/i18n/messages/en/controlplane.json";
import enDelivery from "@/lib/i18n/messages/en/delivery.json";
import enDiff from "@/lib/i18n/messages/en/diff.json";
import enEffective from "@/lib/i18n/messages/en/effective.json";
import enExplain from "@/lib/i18n/messages/en/explain.json";
import enEndpoints from "@/lib/i18n/messages/en/endpoints.json";
import enFaults from "@/lib/i18n/messages/en/faults.json";
import enFindings from "@/lib/i18n/messages/en/findings.json";
import enGraph from "@/lib/i18n/messages/en/graph.json";
import enImpact from "@/lib/i18n/messages/en/impact.json";
import enOverview from "@/lib/i18n/messages/en/overview.json";
import enPhrases from "@/lib/i18n/messages/en/phrases.json";
import enProxies from "@/lib/i18n/messages/en/proxies.json";
import enRouting from "@/lib/i18n/messages/en/routing.json";
import enSecurity from "@/lib/i18n/messages/en/security.json";
import enServices from "@/lib/i18n/messages/en/services.json";
import enSession from "@/lib/i18n/messages/en/session.json";
import enSettings from "@/lib/i18n/messages/en/settings.json";
import enShell from "@/lib/i18n/messages/en/shell.json";
import enSnapshots from "@/lib/i18n/messages/en/snapshots.json";
import enTraces from "@/lib/i18n/messages/en/traces.json";
import enWorkloads from "@/lib/i18n/messages/en/workloads.json";
import zhActivity from "@/lib/i18n/messages/zh/activity.json";
import zhAmbient from "@/lib/i18n/messages/zh/ambient.json";
import zhCanaries from "@/lib/i18n/messages/zh/canaries.json";
import zhCauses from "@/lib/i18n/messages/zh/causes.json";
import zhChanges from "@/lib/i18n/messages/zh/changes.json";
import zhCharts from "@/lib/i18n/messages/zh/charts.json";
import zhCommon from "@/lib/i18n/messages/zh/common.json";
import zhConfig from "@/lib/i18n/messages/zh/config.json";
import zhControlplane from "@/lib/i18n/messages/zh/controlplane.json";
import zhDelivery from "@/lib/i18n/messages/zh/delivery.json";
import zhDiff from "@/lib/i18n/messages/zh/diff.json";
import zhEffective from "@/lib/i18n/messages/zh/effective.json";
import zhExplain from "@/lib/i18n/messages/zh/explain.json";
import zhEndpoints from "@/lib/i18n/messages/zh/endpoints.json";
import zhFaults from "@/lib/i18n/messages/zh/faults.json";
import zhFindings from "@/lib/i18n/messages/zh/findings.json";
import zhGraph from "@/lib/i18n/messages/zh/graph.json";
import zhImpact from "@/lib/i18n/messages/zh/impact.json";
import zhOverview from "@/lib/i18n/messages/zh/overview.json";
import zhPhrases from "@/lib/i18n/messages/zh/phrases.json";
import zhProxies from "@/lib/i18n/messages/zh/proxies.json";
import zhRouting from "@/lib/i18n/messages/zh/routing.json";
import zhSecurity from "@/lib/i18n/messages/zh/security.json";
import zhServices from "@/lib/i18n/messages/zh/services.json";
import zhSession from "@/lib/i18n/messages/zh/session.json";
import zhSettings from "@/lib/i18n/messages/zh/settings.json";
import zhShell from "@/lib/i18n/messages/zh/shell.json";
import zhSnapshots from "@/lib/i18n/messages/zh/snapshots.json";
import zhTraces from "@/lib/i18n/messages/zh/traces.json";
import zhWorkloads from "@/lib/i18n/messages/zh/workloads.json";
import type { Locale } from "@/lib/i18n/locales";

const en = {
  activity: enActivity,
  ambient: enAmbient,
  canaries: enCanaries,
  causes: enCauses,
  changes: enChanges,
  charts: enCharts,
  common: enCommon,
  config: enConfig,
  controlplane: enControlplane,
  delivery: enDelivery,
  diff: enDiff,
  effective: enEffective,
  explain: enExplain,
  endpoints: enEndpoints,
  faults: enFaults,
  findings: enFindings,
  graph: enGraph,
  impact: enImpact,
  overview: enOverview,
  phrases: enPhrases,
  proxies: enProxies,
  routing: enRouting,
  security: enSecurity,
  services: enServices,
  session: enSession,
  settings: enSettings,
  shell: enShell,
  snapshots: enSnapshots,
  traces: enTraces,
  workloads: enWorkloads,
};
const zh = {
  activity: zhActivity,
  ambient: zhAmbient,
  canaries: zhCanaries,
  causes: zhCauses,
  changes: zhChanges,
  charts: zhCharts,
  common: zhCommon,
  config: zhConfig,
  controlplane: zhControlplane,
  delivery: zhDelivery,
  diff: zhDiff,
  effective: zhEffective,
  explain: zhExplain,
  endpoints: zhEndpoints,
  faults: zhFaults,
  findings: zhFindings,
  graph: zhGraph,
  impact: zhImpact,
  overview: zhOverview,
  phrases: zhPhrases,
  proxies: zhProxies,
  routing: zhRouting,
  security: zhSecurity,
  services: zhServices,
  session: zhSession,
  settings: zhSettings,
  shell: zhShell,
  snapshots: zhSnapshots,
  traces: zhTraces,
  workloads: zhWorkloads,
};

/** All texts of a locale, by noun. Both languages have the same keys, which a test checks. */
export const messages: Record<Locale, typeof en> = { en, zh: zh as unknown as typeof en };
