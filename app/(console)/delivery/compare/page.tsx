import { titleOfPage } from "@/app/page-title";
import { CompareScreen } from "@/components/delivery/compare-screen";

export const generateMetadata = titleOfPage("delivery");

export default function ComparePage() {
  return <CompareScreen />;
}
