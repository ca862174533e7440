import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** Why there is nothing to see, and the next step. */
export function EmptyState({
  title,
  reason,
  action,
  headingOrder = 2,
}: {
  title: string;
  reason: ReactNode;
  action?: ReactNode;
  /** 1 where nothing else heads the page. */
  headingOrder?: 1 | 2;
}) {
  return (
    <Stack align="center" gap={6} py={48} px={16} role="status" ta="center">
      <Title order={headingOrder} size="h4">
        {title}
      </Title>
      <Text size="sm" c="var(--hd-text-muted)" maw={560} component="div">
        {reason}
      </Text>
      {action}
    </Stack>
  );
}
