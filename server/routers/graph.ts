import { router } from "@/server/trpc";

export const graphRouter = router({});
