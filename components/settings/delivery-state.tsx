"use client";
import { Tooltip } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";

type Delivery = RouterOutputs["delivery"]["notifications"]["read"]["deliveries"][number];
type Word = "pending" | "retrying" | "sent" | "given_up";

const tones: Readonly<Record<Word, Tone>> = {
  pending: "info",
  retrying: "degraded",
  sent: "ok",
  given_up: "failing",
};

export const deliveryWord = ({ state, attempts }: Pick<Delivery, "state" | "attempts">): Word =>
  state === "pending" && attempts > 0 ? "retrying" : state;

/** Whether a message arrived, with the last error behind the word. */
export function DeliveryState({ state, attempts, error }: Pick<Delivery, "state" | "attempts" | "error">) {
  const t = useTranslations("delivery");
  const word = deliveryWord({ state, attempts });
  const badge = <StatusBadge tone={tones[word]} label={t(`settings.state.${word}`)} />;
  if (error === undefined) return badge;
  return (
    <Tooltip label={error} multiline maw={420}>
      <span tabIndex={0} role="note">
        {badge}
      </span>
    </Tooltip>
  );
}
