import type { ReactNode } from "react";
import { PrefetchFrame } from "@/app/prefetch";
import { ConsoleShell } from "@/components/shell/console-shell";

export const dynamic = "force-dynamic";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <PrefetchFrame queries={(trpc) => [trpc.shell.read.queryOptions({ cluster: "" })]}>
      <ConsoleShell>{children}</ConsoleShell>
    </PrefetchFrame>
  );
}
