/** Episodes of any table, by id. */
export const LIST_EPISODES = `
CALL () {
  MATCH (n:Evidence {tenant: $tenant}) USING INDEX SEEK n:Evidence(tenant, episode) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Supersession {tenant: $tenant}) USING INDEX SEEK n:Supersession(tenant, episode) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Mention {tenant: $tenant}) USING INDEX SEEK n:Mention(tenant, episode) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Merge {tenant: $tenant}) USING INDEX SEEK n:Merge(tenant, episode) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
}
WITH episode ORDER BY episode LIMIT toInteger($limit)
RETURN episode
`;
