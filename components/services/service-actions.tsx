"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { ServiceDetail } from "./detail";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { ChangeMenu } from "@/components/routing/change-menu";
import { Link } from "@/components/ui/link";

/** Ways on from a service: where it stands, why it fails, where a request to it goes, and what can be changed. */
export function ServiceActions({
  namespace,
  name,
  detail,
}: {
  namespace: string;
  name: string;
  detail: ServiceDetail | undefined;
}) {
  const t = useTranslations("services");
  const scope = useScope();
  const href = useViewHref();
  return (
    <>
      <Button
        component={Link}
        size="xs"
        variant="default"
        href={href("/graph", {
          focus: `service:${detail?.cluster ?? scope.cluster}/${namespace}/${name}`,
        })}
      >
        {t("actions.graph")}
      </Button>
      <Button
        component={Link}
        size="xs"
        variant="default"
        href={href("/why", { destination: namespace === "" ? name : `${namespace}/${name}` })}
      >
        {t("actions.why")}
      </Button>
      <Button
        component={Link}
        size="xs"
        variant="default"
        href={href("/proxies/explain", {
          host: namespace === "" ? name : `${name}.${namespace}.svc.cluster.local`,
          port: detail?.ports[0] === undefined ? undefined : `${detail.ports[0].port}`,
        })}
      >
        {t("actions.explain")}
      </Button>
      <ChangeMenu namespace={namespace} name={name} />
    </>
  );
}
