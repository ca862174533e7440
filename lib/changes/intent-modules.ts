import type { IntentModule } from "@/lib/changes/intent-module";
import type { IntentKind, IntentOf } from "@/lib/changes/intent-schemas";
import { trafficSplitModule } from "@/lib/routing/split-module";

/** Every kind of change that has a form. A new one is a line here and one in `intentSchemas`. */
export const intentModules: { readonly [K in IntentKind]: IntentModule<IntentOf<K>> } = {
  traffic_split: trafficSplitModule,
};
