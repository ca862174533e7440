/**
 * Kiali's codes that no rule here emits: another rule says the same, or the condition cannot be judged honestly. With
 * the codes of `kialiRules` these are all of Kiali's, so that nothing is reported twice and nothing is forgotten.
 */
export const kialiCodesElsewhere: Readonly<
  Record<string, { readonly by: readonly string[] } | { readonly why: string }>
> = {
  KIA0004: { by: ["IST0101", "IST0127", "HD0007"] },
  KIA0101: { by: ["IST0101"] },
  KIA0107: { why: "Service accounts of other clusters are not read together with this one's." },
  KIA0202: { by: ["IST0174"] },
  KIA0203: { by: ["IST0173"] },
  KIA0207: { by: ["HD0016"] },
  KIA0208: { by: ["HD0016"] },
  KIA0301: { by: ["IST0145"] },
  KIA0302: { by: ["IST0101"] },
  KIA0601: { by: ["IST0118"] },
  KIA1101: { by: ["IST0101"] },
  KIA1102: { by: ["IST0101"] },
  KIA1106: { by: ["IST0109"] },
  KIA1107: { by: ["IST0101"] },
  KIA1212: { by: ["IST0177"] },
  KIA1301: {
    why: "Off by default in Kiali too: a mesh without policies for each workload is a choice, not a fault.",
  },
  KIA1317: { by: ["KIA0109"] },
};
