/** What a server did for a statement, from its profile. */
import type { ProfiledPlan } from "neo4j-driver";

/** One operator of a plan. */
export interface PlanOperator {
  readonly name: string;
  readonly dbHits: number;
  readonly rows: number;
}

/** All operators of a profile, in any order. */
export function operatorsOf(plan: ProfiledPlan): PlanOperator[] {
  const name = plan.operatorType.split("@")[0] ?? "";
  const own = { name, dbHits: plan.dbHits, rows: plan.rows };
  return [own, ...plan.children.flatMap(operatorsOf)];
}
