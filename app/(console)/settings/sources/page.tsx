import { titleOfPage } from "@/app/page-title";
import { SourcesScreen } from "@/components/settings/sources-screen";

export const generateMetadata = titleOfPage("settings");

/** Not prefetched: every source would be tested twice. */
export default function SourcesPage() {
  return <SourcesScreen />;
}
