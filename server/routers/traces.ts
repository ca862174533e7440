import { router } from "@/server/trpc";

export const tracesRouter = router({});
