import { titleOfPage } from "@/app/page-title";
import { NewObjectScreen } from "@/components/config/new-object-screen";

export const generateMetadata = titleOfPage("config");

export default function NewObjectPage() {
  return <NewObjectScreen />;
}
