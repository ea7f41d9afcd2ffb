/** Episodes of any table, by id. */
export const LIST_EPISODES = `
CALL () {
  MATCH (n:Evidence {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Supersession {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Mention {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Merge {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
}
WITH episode ORDER BY episode LIMIT toInteger($limit)
RETURN episode
`;
