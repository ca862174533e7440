import { router } from "@/server/trpc";

export const configRouter = router({});
