import type { Rule } from "@/lib/config/checks/rule";

/** Rules of Kiali that Istio's analyzers lack, with Kiali's codes. */
export const kialiRules: readonly Rule[] = [];
