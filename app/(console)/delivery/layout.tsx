import { Suspense, type ReactNode } from "react";
import { PrefetchFrame } from "@/app/prefetch";
import { KillSwitchBanner } from "@/components/faults/kill-switch-banner";

/** Above every page of delivery: whether the kill switch holds. */
export default function DeliveryLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PrefetchFrame queries={(trpc) => [trpc.faults.killSwitch.read.queryOptions({ cluster: "" })]}>
        <Suspense>
          <KillSwitchBanner />
        </Suspense>
      </PrefetchFrame>
      {children}
    </>
  );
}
