import { router } from "@/server/trpc";

export const routingRouter = router({});
