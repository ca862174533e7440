const nobody = {
  principals: [],
  namespaces: [],
  serviceAccounts: [],
  requestPrincipals: [],
  ipBlocks: [],
  remoteIpBlocks: [],
};

/** The part of an access rule that leaves callers and exceptions open. */
export const anyCaller = {
  callers: nobody,
  notCallers: nobody,
  except: { methods: [], paths: [], hosts: [], ports: [] },
};
