import { router } from "@/server/trpc";

export const changesRouter = router({});
