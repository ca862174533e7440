"use client";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "@/components/changes/changes.module.css";
import { FindingList } from "@/components/changes/finding-list";
import { OwnerList } from "@/components/changes/owner-list";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { formatAge } from "@/lib/format/duration";

type Props = { readonly kind: string; readonly namespace: string; readonly name: string };

/** One configuration object: YAML, who keeps it, what the rules say. */
export function ConfigObjectScreen({ kind, namespace, name }: Props) {
  const t = useTranslations("config");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster } = useScope();
  const [group] = useQueryState("group", parseAsString);
  const [view, setView] = useQueryState("yaml", parseAsStringLiteral(["clean", "full"]).withDefault("clean"));
  const input = { cluster, kind, namespace, name, ...(group === null ? {} : { group }) };
  const query = useQuery(trpc.config.read.queryOptions(input, { refetchInterval: useRefetchMs() }));
  const created = query.data?.data.createdAtMs;
  return (
    <>
      <PageHeader
        title={`${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`}
        subtitle={
          <>
            <Link className={classes.link} href={href("/config")}>
              {t("object.back")}
            </Link>
            {created === undefined
              ? null
              : ` · ${t("object.created", { age: formatAge(query.dataUpdatedAt - created) })}`}
          </>
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <QueryBoundary query={query}>
        {(object) => {
          const text = view === "full" ? object.fullYaml : object.yaml;
          return (
            <div className={classes.stack}>
              <div className={classes.columns}>
                <Section title={t("object.owners")}>
                  <OwnerList owners={object.owners} />
                </Section>
                <Section title={t("object.findings")}>
                  <FindingList rows={object.findings.map((finding) => ({ finding }))} />
                </Section>
              </div>
              <Section
                title={t("object.yaml")}
                actions={
                  <>
                    <SegmentedControl
                      size="xs"
                      value={view}
                      onChange={(value) => void setView(value === "full" ? "full" : null)}
                      data={[
                        { value: "clean", label: t("object.clean") },
                        { value: "full", label: t("object.full") },
                      ]}
                      aria-label={t("object.yaml")}
                    />
                    <CopyButton value={text} label={t("object.yaml")} />
                  </>
                }
              >
                <JsonView text={text} heightPx={520} label={`${kind} ${name}`} />
              </Section>
            </div>
          );
        }}
      </QueryBoundary>
    </>
  );
}
