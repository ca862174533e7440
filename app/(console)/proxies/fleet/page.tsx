import type { Metadata } from "next";
import { requestLocale } from "@/app/page-title";
import { FleetScreen } from "@/components/proxies/fleet/fleet-screen";
import { messages } from "@/lib/i18n/messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].proxies.fleet.title };
}

export default function FleetPage() {
  return <FleetScreen />;
}
