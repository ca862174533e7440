import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { pageEntry } from "@/app/page-entry";
import { PrefetchFrame } from "@/app/prefetch";
import { ConsoleShell } from "@/components/shell/console-shell";
import { signInPath } from "@/lib/url/next-path";

export const dynamic = "force-dynamic";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { context, path } = await pageEntry();
  if (context?.auth?.entry === "signed_out") redirect(signInPath(path));
  return (
    <PrefetchFrame queries={(trpc) => [trpc.shell.read.queryOptions({ cluster: "" })]}>
      <ConsoleShell>{children}</ConsoleShell>
    </PrefetchFrame>
  );
}
