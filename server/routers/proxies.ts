import { router } from "@/server/trpc";

export const proxiesRouter = router({});
