/**
 * The addresses of one run that are still to be asked, in the form of a Crawlee request queue. Crawlee's own queue reserves
 * 13 MB for each run and keeps every request it has handled until the end; this one forgets them (bench/crawl.ts: 50 hosts took
 * 1,460 MB with the former).
 */
export class Frontier<R extends { uniqueKey: string }> {
  private readonly waiting: R[] = [];
  private readonly underWay = new Set<R>();
  private readonly seen = new Set<string>();
  private handled = 0;

  /** Adds what has not been added before. */
  push(requests: readonly R[]): void {
    for (const request of requests) {
      if (this.seen.has(request.uniqueKey)) continue;
      this.seen.add(request.uniqueKey);
      this.waiting.push(request);
    }
  }

  // Properties, not methods: Crawlee looks for its queue's own keys.
  fetchNextRequest = async (): Promise<R | null> => {
    const next = this.waiting.shift() ?? null;
    if (next) this.underWay.add(next);
    return next;
  };

  markRequestHandled = async (request: R): Promise<null> => {
    if (this.underWay.delete(request)) this.handled += 1;
    return null;
  };

  /** Crawlee gives back what is to be tried again. */
  reclaimRequest = async (request: R): Promise<null> => {
    if (this.underWay.delete(request)) this.waiting.push(request);
    return null;
  };

  isEmpty = async (): Promise<boolean> => this.waiting.length === 0;
  isFinished = async (): Promise<boolean> => this.waiting.length === 0 && this.underWay.size === 0;
  handledCount = async (): Promise<number> => this.handled;
  getTotalCount = (): number => this.seen.size;
  getPendingCount = (): number => this.waiting.length + this.underWay.size;

  /** Addresses come from lists alone: no page adds any through Crawlee. */
  addRequest = (): Promise<never> => Promise.reject(new Error('the frontier takes addresses from lists only'));
}
