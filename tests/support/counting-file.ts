import type { SqliteFile } from "../../src/sqlite/sqlite-file.ts";

/** A file that counts the rows read by statements that contain `part`. */
export function countingRows(file: SqliteFile, part: string, read: { count: number }): SqliteFile {
  return new Proxy(file, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      return (...values: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, values);
        const [sql] = values;
        const isRead = typeof sql === "string" && sql.includes(part);
        if (isRead && Array.isArray(result)) read.count += result.length;
        return result;
      };
    },
  });
}
