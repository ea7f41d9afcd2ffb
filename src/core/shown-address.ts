/** A server's address as it may be shown: host and port, without what a name, password, path or query would tell. */
export function shownAddress(url: string, usualPort: number): string {
  const parsed = URL.parse(url);
  if (!parsed) return "an address";
  return `${parsed.protocol}//${parsed.hostname}:${namedPort(url) ?? usualPort}`;
}

/** The port that a URL names; undefined for none. A URL's own `port` is empty where 443 is named with https. */
export function namedPort(url: string): number | undefined {
  const [, port] = /^[a-z][a-z0-9+]*:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/iu.exec(url) ?? [];
  return port === undefined ? undefined : Number(port);
}
