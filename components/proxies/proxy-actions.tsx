"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { KeepButton } from "./snapshots/keep-button";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";

type Props = {
  target: DumpTarget;
  /** Requests are walked, and resources compared, in an Envoy's configuration only: a ztunnel has none. */
  isEnvoy?: boolean;
};

/** What can be asked of one configuration on other pages. */
export function ProxyActions({ target, isEnvoy = true }: Props) {
  const t = useTranslations("proxies");
  const href = useViewHref();
  const text = textFromTarget(target);
  const common = { component: Link, size: "xs", variant: "default" } as const;
  return (
    <>
      {isEnvoy ? (
        <>
          <Button {...common} href={href("/proxies/explain", { target: text })}>
            {t("header.explain")}
          </Button>
          <Button {...common} href={href("/proxies/diff", { left: text })}>
            {t("header.compare")}
          </Button>
        </>
      ) : null}
      {"pod" in target ? <KeepButton target={target} /> : null}
      {"pod" in target && isEnvoy ? (
        <Button {...common} href={href("/why", { proxy: `${target.namespace}/${target.pod}` })}>
          {t("header.why")}
        </Button>
      ) : null}
    </>
  );
}

/** What can be asked of proxies on other pages, none chosen yet. */
export function ProxiesActions() {
  const t = useTranslations("proxies");
  const href = useViewHref();
  const common = { component: Link, size: "xs", variant: "default" } as const;
  return (
    <>
      <Button {...common} href={href("/controlplane/sync")}>
        {t("header.sync")}
      </Button>
      <Button {...common} href={href("/proxies/fleet")}>
        {t("header.fleet")}
      </Button>
      <Button {...common} href={href("/proxies/explain")}>
        {t("header.explain")}
      </Button>
      <Button {...common} href={href("/proxies/diff")}>
        {t("header.compare")}
      </Button>
      <Button {...common} href={href("/proxies/snapshots")}>
        {t("header.snapshots")}
      </Button>
    </>
  );
}
