"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./ambient.module.css";
import { CertificateFacts } from "./certificate-facts";
import type { AmbientContent } from "./outputs";
import { PolicyFacts } from "./policy-facts";
import { useTRPC } from "@/components/query/trpc";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { SidePanel } from "@/components/ui/side-panel";
import type { DumpTarget } from "@/lib/proxies/dump-target";

type Props = { target: DumpTarget; id: string; content: AmbientContent; onClose: () => void };

/** One object of a ztunnel in words, where its table has not room for them, and as it was printed. */
export function AmbientPanel({ target, id, content, onClose }: Props) {
  const t = useTranslations("ambient");
  const trpc = useTRPC();
  const query = useQuery(trpc.ambient.object.queryOptions({ ...target, id }, { placeholderData: undefined }));
  return (
    <SidePanel title={titleOf(content, id)} onClose={onClose} widthPx={480}>
      <Facts content={content} id={id} />
      <QueryBoundary query={query}>
        {(object) => (
          <div className={classes.block}>
            <h3 className={classes.heading}>
              {t("panel.raw")} <CopyButton value={object.text} label={t("panel.raw")} />
            </h3>
            <JsonView text={object.text} label={t("panel.raw")} />
          </div>
        )}
      </QueryBoundary>
    </SidePanel>
  );
}

function Facts({ content, id }: Pick<Props, "content" | "id">) {
  if (content.section === "policies") {
    const policy = content.rows.find((row) => row.id === id);
    return policy === undefined ? null : <PolicyFacts policy={policy} />;
  }
  if (content.section === "certificates") {
    const identity = content.rows.find((row) => row.id === id);
    return identity === undefined ? null : <CertificateFacts identity={identity} />;
  }
  return null;
}

function titleOf(content: AmbientContent, id: string): string {
  switch (content.section) {
    case "workloads":
    case "services":
    case "policies":
      return content.rows.find((row) => row.id === id)?.name ?? id;
    case "certificates":
      return content.rows.find((row) => row.id === id)?.identity ?? id;
    case "connections":
      return content.rows.find((row) => id.endsWith(`/${row.podUid}`))?.pod ?? id;
    case "pods":
      return content.rows.find((row) => row.id === id)?.pod ?? id;
    case "raw":
      return id;
  }
}
