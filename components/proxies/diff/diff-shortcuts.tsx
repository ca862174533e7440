"use client";
import { Button, Menu } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { DiffView } from "./use-diff-view";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";
import { textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";
import type { Snapshot } from "@/lib/proxies/snapshot";

function proxyOf(target: DumpTarget | undefined) {
  return target === undefined || "snapshot" in target ? undefined : target;
}

/** The usual comparisons of the proxy that is chosen: with istiod, its newest snapshot, its workload's other pods. */
export function DiffShortcuts({
  diff: { left, right, view, setView },
  rows,
  snapshots,
}: {
  diff: DiffView;
  rows: readonly ProxyRow[];
  snapshots: readonly Snapshot[];
}) {
  const t = useTranslations("diff");
  const proxy = proxyOf(left) ?? proxyOf(right);
  const own = rows.find((row) => row.namespace === proxy?.namespace && row.pod === proxy.pod);
  const others = rows.filter(
    (row) =>
      own !== undefined &&
      row.namespace === own.namespace &&
      row.workload === own.workload &&
      row.pod !== own.pod,
  );
  const newest = snapshots.find(
    (each) => each.proxy?.namespace === proxy?.namespace && each.proxy?.pod === proxy?.pod,
  );
  const set = (next: { left: DumpTarget; right: DumpTarget }) =>
    void setView({ left: textFromTarget(next.left), right: textFromTarget(next.right), offset: null });
  return (
    <div className={classes.shortcuts}>
      <Button
        size="xs"
        variant="default"
        disabled={view.left === "" && view.right === ""}
        onClick={() => void setView({ left: view.right, right: view.left, offset: null })}
      >
        {t("swap")}
      </Button>
      {proxy === undefined ? null : (
        <Button
          size="xs"
          variant="default"
          onClick={() => set({ left: { ...proxy, view: "envoy" }, right: { ...proxy, view: "istiod" } })}
        >
          {t("withIstiod")}
        </Button>
      )}
      {proxy === undefined || newest === undefined ? null : (
        <Button
          size="xs"
          variant="default"
          onClick={() => set({ left: { snapshot: newest.id }, right: { ...proxy, view: "envoy" } })}
        >
          {t("withNewest")}
        </Button>
      )}
      {proxy === undefined || own === undefined || others.length === 0 ? null : (
        <OtherPods
          workload={own.workload}
          pods={others.map(({ pod }) => pod)}
          onChoose={(pod) =>
            set({ left: { ...proxy, view: "envoy" }, right: { ...proxy, view: "envoy", pod } })
          }
        />
      )}
      {own === undefined || own.workload === "" ? null : (
        <Button
          size="xs"
          variant="default"
          onClick={() => void setView({ fleet: `${own.namespace}/${own.workload}` })}
        >
          {t("fleet", { workload: own.workload })}
        </Button>
      )}
    </div>
  );
}

function OtherPods({
  workload,
  pods,
  onChoose,
}: {
  workload: string;
  pods: readonly string[];
  onChoose: (pod: string) => void;
}) {
  const t = useTranslations("diff");
  return (
    <Menu>
      <Menu.Target>
        <Button size="xs" variant="default">
          {t("withOther", { workload })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {pods.map((pod) => (
          <Menu.Item key={pod} onClick={() => onChoose(pod)}>
            {pod}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
