import { router } from "@/server/trpc";

export const servicesRouter = router({});
