/** Groups in the order of their first member (Map.groupBy, which Node 20 does not have). */
export function groupBy<T, K>(all: readonly T[], key: (one: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups];
}
