/** What a caller may pass for settings `T`: every field optional, `undefined` meaning "default". */
export type Options<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
