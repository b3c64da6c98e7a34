/**
 * Writes that share a statement: what comes while one is under way goes together in the next, in the order it came. Each promise
 * is kept once its own item is written, with what the write says of it; a write that fails fails all of its items, and no others.
 * @param write given items, what became of each, in their order
 */
export function together<T, R>(write: (items: readonly T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  let waiting: T[] = [];
  let next: Promise<readonly R[]> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  return async (item) => {
    const at = waiting.push(item) - 1;
    if (!next) {
      const begin = (): Promise<readonly R[]> => {
        const items = waiting;
        [waiting, next] = [[], null];
        return write(items);
      };
      // The write before was awaited by those whose items it held; its failure is not this one's.
      next = last.then(begin, begin);
      last = next;
    }
    return (await next)[at] as R;
  };
}
