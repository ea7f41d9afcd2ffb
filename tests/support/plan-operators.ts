/** What a server does for a statement, from its plan, and what it did, from its profile. */
/** One operator of a plan. */
export interface PlanOperator {
  readonly name: string;
  readonly dbHits: number;
  readonly rows: number;
}

/** A plan, as far as it is looked at. */
interface Plan {
  readonly operatorType: string;
  readonly arguments: { readonly Details?: string };
  readonly children: readonly Plan[];
}

/** All operators of a plan, in any order: the name of each, and what it is to look at. */
export function plannedOperators(plan: Plan): string[] {
  const own = `${nameOf(plan.operatorType)} ${plan.arguments.Details ?? ""}`;
  return [own, ...plan.children.flatMap(plannedOperators)];
}

/** Versions of servers add the name of the database to it. */
function nameOf(operatorType: string): string {
  return operatorType.split("@")[0] ?? "";
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
  const own = { name: nameOf(plan.operatorType), dbHits: plan.dbHits, rows: plan.rows };
  return [own, ...plan.children.flatMap(operatorsOf)];
}
