import { titleOfPage } from "@/app/page-title";
import { NotificationsScreen } from "@/components/settings/notifications-screen";

export const generateMetadata = titleOfPage("settings");

export default function NotificationsPage() {
  return <NotificationsScreen />;
}
