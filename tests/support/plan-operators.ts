/** What a server did for a statement, from its profile. */
/** One operator of a plan. */
export interface PlanOperator {
  readonly name: string;
  readonly dbHits: number;
  readonly rows: number;
}

/** A profile, as far as it is looked at. */
interface Profile {
  readonly operatorType: string;
  readonly dbHits: number;
  readonly rows: number;
  readonly children: readonly Profile[];
}

/** All operators of a profile, in any order. */
export function operatorsOf(plan: Profile): PlanOperator[] {
  const name = plan.operatorType.split("@")[0] ?? "";
  const own = { name, dbHits: plan.dbHits, rows: plan.rows };
  return [own, ...plan.children.flatMap(operatorsOf)];
}
