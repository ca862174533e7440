"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { FindingRow } from "./findings-columns";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";

type Props = { readonly row: FindingRow; readonly onPlan: (planHash: string) => void };

/** Plans the mechanical repair of a finding, like any other change of manifests. */
export function FixButton({ row, onPlan }: Props) {
  const t = useTranslations("findings");
  const showError = useErrorToast();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cluster } = useScope();
  const plan = usePlanRequest(onPlan);
  const fix = useMutation({
    mutationFn: async () => {
      const query = trpc.findings.repair.queryOptions({ cluster, id: row.id }, { staleTime: 0 });
      const { data } = await queryClient.fetchQuery(query);
      return plan.mutateAsync({
        cluster,
        request: { kind: "manifests", title: data.title, edits: [...data.edits] },
      });
    },
    onError: (error) => showError(t("fix.button"), error),
  });
  return (
    <Button
      size="xs"
      loading={fix.isPending}
      leftSection={<IconWand size={14} aria-hidden />}
      onClick={() => fix.mutate()}
    >
      {t("fix.button")}
    </Button>
  );
}
