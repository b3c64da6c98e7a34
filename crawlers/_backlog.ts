/** Saves under way while the next pages are already fetched: a few at most, and the first error ends it all. */
export class Backlog {
  private readonly limit: number;
  private readonly underWay = new Set<Promise<void>>();
  private error: unknown = null;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Starts `work` once there is room for it. Throws the error of any earlier work. */
  async add(work: () => Promise<void>): Promise<void> {
    while (this.underWay.size >= this.limit) await Promise.race(this.underWay);
    if (this.error !== null) throw this.error;
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        this.error ??= error;
      })
      .finally(() => this.underWay.delete(running));
    this.underWay.add(running);
  }

  /** Waits for all of it. Throws the first error there was. */
  async drain(): Promise<void> {
    await Promise.all(this.underWay);
    if (this.error !== null) throw this.error;
  }
}
