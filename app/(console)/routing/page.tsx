import { titleOfPage } from "@/app/page-title";
import { LauncherScreen } from "@/components/routing/launcher-screen";

export const generateMetadata = titleOfPage("delivery");

export default function RoutingPage() {
  return <LauncherScreen />;
}
