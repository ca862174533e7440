"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { Button, Group, Popover, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./config.module.css";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { deletion } from "@/lib/config/yaml/edits";
import { groupFromApiVersion, type ObjectRef } from "@/lib/mesh/object-ref";

type Props = {
  readonly objectRef: ObjectRef;
  readonly resourceVersion: string;
  readonly onPlanned: (planHash: string) => void;
};

/** Copy and delete. Nothing is written before the review. */
export function ObjectActions({ objectRef, resourceVersion, onPlanned }: Props) {
  const t = useTranslations("config");
  const { cluster } = useScope();
  const plan = usePlanRequest(onPlanned);
  const remove = () =>
    plan.mutate({ cluster, request: { kind: "manifests", edits: [deletion(objectRef, resourceVersion)] } });
  return (
    <>
      <Group gap={8}>
        {objectRef.namespace === "" ? null : <CopyToNamespace objectRef={objectRef} />}
        <Button size="xs" variant="default" c="var(--hd-failing)" onClick={remove} loading={plan.isPending}>
          {t("object.delete")}
        </Button>
      </Group>
      {plan.error === null ? null : <WriteError error={plan.error} />}
    </>
  );
}

function CopyToNamespace({ objectRef }: { objectRef: ObjectRef }) {
  const t = useTranslations("config");
  const phrases = usePhrases();
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster } = useScope();
  const [isOpen, setOpen] = useState(false);
  const [target, setTarget] = useState<string | null>(null);
  const names = useQuery(trpc.config.names.queryOptions({ cluster }, { staleTime: 60_000, enabled: isOpen }));
  const spaces = (names.data?.data.namespaces ?? []).filter((name) => name !== objectRef.namespace);
  const { apiVersion, kind, namespace, name } = objectRef;
  const copy = [groupFromApiVersion(apiVersion), kind, namespace, name].map(encodeURIComponent).join("/");
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" onClick={() => setOpen(!isOpen)}>
          {t("object.copy")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.stack}>
          <Select
            label={t("object.copyTo")}
            data={spaces}
            value={target}
            onChange={setTarget}
            searchable
            comboboxProps={{ withinPortal: false }}
            {...(names.error === null ? {} : { error: phrases.error(names.error) })}
          />
          {target === null ? (
            <Button size="xs" disabled>
              {t("object.copyGo")}
            </Button>
          ) : (
            <Button size="xs" component={Link} href={href("/config/new", { copy, to: target })}>
              {t("object.copyGo")}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
