import { router } from "@/server/trpc";

export const controlplaneRouter = router({});
