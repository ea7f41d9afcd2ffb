/** Adds to the end of `list`, however many there are: spread over the arguments of `push`, many overflow the stack. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}
