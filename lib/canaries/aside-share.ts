/** Tests beside the comparison want so many times its evidence: all together stay within α, with bursts too. */
export const asideShare = 5;
