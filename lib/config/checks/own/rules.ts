import { twoApis } from "@/lib/config/checks/own/two-apis";
import { weightsSum } from "@/lib/config/checks/own/weights-sum";
import type { Rule } from "@/lib/config/checks/rule";

/** The console's own rules, with codes that begin with HD. */
export const ownRules: readonly Rule[] = [weightsSum, twoApis];
