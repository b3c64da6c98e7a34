/**
 * The addresses of one run that are still to be asked, in the form of a Crawlee request queue. Crawlee's own queue reserves
 * 13 MB for each run and keeps every request it has handled until the end; this one forgets them (bench/crawl.ts: 50 hosts took
 * 1,460 MB with the former).
 */
export class Frontier<T extends { key: string }, R extends object> {
  private readonly requestOf: (task: T) => R;
  private readonly waiting: (T | null)[] = [];
  /** How many of `waiting` have begun. */
  private next = 0;
  private readonly again: R[] = [];
  private readonly underWay = new Set<R>();
  private readonly seen = new Set<string>();
  private handled = 0;

  /** @param requestOf makes Crawlee's request, which is large, when the task's turn has come; its `uniqueKey` is the task's key */
  constructor(requestOf: (task: T) => R) {
    this.requestOf = requestOf;
  }

  /** Adds what has not been added before. */
  push(tasks: readonly T[]): void {
    for (const task of tasks) {
      if (this.seen.has(task.key)) continue;
      this.seen.add(task.key);
      this.waiting.push(task);
    }
  }

  private take(): R | null {
    const task = this.waiting[this.next];
    if (!task) return this.again.shift() ?? null;
    this.waiting[this.next++] = null;
    return this.requestOf(task);
  }

  private left = (): number => this.waiting.length - this.next + this.again.length;

  // Properties, not methods: Crawlee looks for its queue's own keys.
  fetchNextRequest = async (): Promise<R | null> => {
    const next = this.take();
    if (next) this.underWay.add(next);
    return next;
  };

  markRequestHandled = async (request: R): Promise<null> => {
    if (this.underWay.delete(request)) this.handled += 1;
    return null;
  };

  /** Crawlee gives back what is to be tried again. */
  reclaimRequest = async (request: R): Promise<null> => {
    if (this.underWay.delete(request)) this.again.push(request);
    return null;
  };

  isEmpty = async (): Promise<boolean> => this.left() === 0;
  isFinished = async (): Promise<boolean> => this.left() === 0 && this.underWay.size === 0;
  handledCount = async (): Promise<number> => this.handled;
  getTotalCount = (): number => this.seen.size;
  getPendingCount = (): number => this.left() + this.underWay.size;

  /** Addresses come from lists alone: no page adds any through Crawlee. */
  addRequest = (): Promise<never> => Promise.reject(new Error('the frontier takes addresses from lists only'));
}
