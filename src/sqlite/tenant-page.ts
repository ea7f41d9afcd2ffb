import { cutPage, oneMore } from "../core/cut-page.ts";
import type { Page, PageOptions } from "../core/page.ts";
import type { Tenant } from "../core/scope.ts";
import type { SqliteFile } from "./sqlite-file.ts";

/**
 * One page of the file's tenants, by name.
 *
 * @param condition - In SQL, of a row of the table `tenant`: which of them.
 */
export function tenantPage(
  file: SqliteFile,
  condition: string,
  options: PageOptions,
): Page<Tenant> {
  const sql = `SELECT name FROM tenant WHERE name > ? AND (${condition}) ORDER BY name LIMIT ?`;
  const rows = file.all<{ name: Tenant }>(sql, options.cursor ?? "", oneMore(options));
  const names = rows.map(({ name }) => name);
  return cutPage(names, options, (name) => name);
}
