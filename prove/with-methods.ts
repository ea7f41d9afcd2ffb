/** An object's method, whatever it takes. */
export type Method = (...parameters: readonly unknown[]) => unknown;

/**
 * The same object, some of whose methods do something else: how a promise is broken on purpose.
 *
 * @param instead - What is called in place of a method, which may call it; null leaves it as it is.
 */
export function withMethods<T extends object>(
  object: T,
  instead: (name: string, own: Method) => ((...parameters: never[]) => unknown) | null,
): T {
  return new Proxy(object, {
    get: (target, name): unknown => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const own: Method = (...parameters) => Reflect.apply(value, target, parameters);
      return (typeof name === "string" ? instead(name, own) : null) ?? own;
    },
  });
}
