import { router } from "@/server/trpc";

export const activityRouter = router({});
