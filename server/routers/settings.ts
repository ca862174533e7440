import { router } from "@/server/trpc";

export const settingsRouter = router({});
