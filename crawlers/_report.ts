/** The account of a run: every address with its outcome, the counts, and one sentence an operator can read. */
import type { Source } from './_source.ts';
import type { Failed, Fetched } from './_task.ts';

export type RunEntry = {
  url: string;
  role: 'list' | 'article';
  outcome: 'new' | 'same' | 'unchanged' | 'skipped' | 'failed';
  reason: string;
  status?: number;
  bytes?: number;
  ms?: number;
};

export type RunReport = {
  sourceId: string;
  startedAt: string;
  finishedAt: string;
  /** Addresses asked for, lists and articles; retries are not counted again. */
  asked: number;
  /** Answers with a body. */
  fetched: number;
  /** Articles: new content, the same bytes as before, confirmed by 304. */
  new: number;
  same: number;
  unchanged: number;
  /** Addresses left out, by reason, and failed, by cause. */
  skipped: Readonly<Record<string, number>>;
  failed: Readonly<Record<string, number>>;
  lists: { asked: number; answered: number; unchanged: number; failed: number; entries: number; known: number };
  /** `ok`; `partial`: something failed; `failed`: no list answered, or no article at all; `empty`: all lists answered and none named an article. */
  verdict: 'ok' | 'failed' | 'partial' | 'empty';
  /** The longest pause the site asked for, to be kept before the next run. */
  retryAfterMs: number | null;
  sentence: string;
};

export const KNOWN = 'known, not due';

/** Collects what happens during one run. */
export class Account {
  entries = 0;
  private asked = 0;
  private fetched = 0;
  private readonly articles = { new: 0, same: 0, unchanged: 0, failed: 0 };
  private readonly lists = { asked: 0, answered: 0, unchanged: 0, failed: 0 };
  private readonly skipped = new Map<string, number>();
  private readonly failed = new Map<string, number>();
  private retryAfterMs: number | null = null;
  private lastTrouble: string | null = null;
  private readonly source: Source;
  private readonly startedAt: Date;
  private readonly tell: (entry: RunEntry) => void | Promise<void>;

  constructor(source: Source, startedAt: Date, tell: (entry: RunEntry) => void | Promise<void>) {
    this.source = source;
    this.startedAt = startedAt;
    this.tell = tell;
  }

  askedOne(): void {
    this.asked += 1;
  }

  /** No article failed or was put off, so what the lists named has been dealt with. */
  isComplete(): boolean {
    return (
      this.failed.size === 0 &&
      [...this.skipped.keys()].every((reason) => !reason.startsWith('beyond') && reason !== 'asked to wait')
    );
  }

  async list(url: string, outcome: 'new' | 'same' | 'unchanged', reason: string, fetched: Fetched): Promise<void> {
    this.lists.asked += 1;
    this.lists[outcome === 'unchanged' ? 'unchanged' : 'answered'] += 1;
    if (outcome !== 'unchanged') this.fetched += 1;
    await this.tell({ url, role: 'list', outcome, reason, ...measures(fetched) });
  }

  async article(url: string, outcome: 'new' | 'same' | 'unchanged', reason: string, fetched: Fetched): Promise<void> {
    this.articles[outcome] += 1;
    if (outcome !== 'unchanged') this.fetched += 1;
    await this.tell({ url, role: 'article', outcome, reason, ...measures(fetched) });
  }

  async skip(url: string, reason: string, fetched: Fetched | null = null): Promise<void> {
    count(this.skipped, reason);
    if (fetched) this.fetched += 1;
    // Not asked for at all, and there may be 100,000 of them: counted, not listed.
    if (reason === KNOWN) return;
    await this.tell({ url, role: 'article', outcome: 'skipped', reason, ...measures(fetched) });
  }

  async listFailed(url: string, outcome: Failed, fetched: Fetched | null): Promise<void> {
    if (outcome.cause === 'aborted') return this.skip(url, 'stopped');
    this.lists.asked += 1;
    this.lists.failed += 1;
    await this.fail(url, 'list', outcome, fetched);
  }

  /** An article that robots.txt forbids or that must wait is skipped: the site answered properly. */
  async articleFailed(url: string, outcome: Failed, fetched: Fetched | null): Promise<void> {
    if (outcome.cause === 'robots' || outcome.cause === 'aborted')
      return this.skip(url, outcome.cause === 'robots' ? 'robots.txt' : 'stopped');
    if (outcome.cause === 'asked to wait') {
      this.retryAfterMs = Math.max(this.retryAfterMs ?? 0, outcome.afterMs ?? 0);
      return this.skip(url, outcome.cause);
    }
    this.articles.failed += 1;
    await this.fail(url, 'article', outcome, fetched);
  }

  private async fail(url: string, role: RunEntry['role'], outcome: Failed, fetched: Fetched | null): Promise<void> {
    count(this.failed, outcome.cause);
    if (outcome.afterMs !== null) this.retryAfterMs = Math.max(this.retryAfterMs ?? 0, outcome.afterMs);
    if (role === 'list' || this.lastTrouble === null) this.lastTrouble = outcome.sentence;
    await this.tell({
      url,
      role,
      outcome: 'failed',
      reason: `${outcome.cause}: ${outcome.sentence}`,
      ...measures(fetched),
    });
  }

  private verdict(): RunReport['verdict'] {
    const { lists, articles } = this;
    const brought = articles.new + articles.same + articles.unchanged;
    if (lists.answered + lists.unchanged === 0) return 'failed';
    if (articles.failed > 0 && brought === 0) return 'failed';
    if (this.failed.size > 0 || this.skipped.has('asked to wait') || this.skipped.has('stopped')) return 'partial';
    return lists.answered > 0 && this.entries === 0 ? 'empty' : 'ok';
  }

  report(finishedAt: Date): RunReport {
    const verdict = this.verdict();
    const { failed: _articlesFailed, ...articles } = this.articles;
    return {
      ...{ sourceId: this.source.id, startedAt: this.startedAt.toISOString(), finishedAt: finishedAt.toISOString() },
      ...{ asked: this.asked, fetched: this.fetched, ...articles },
      ...{ skipped: Object.fromEntries(this.skipped), failed: Object.fromEntries(this.failed) },
      lists: { ...this.lists, entries: this.entries, known: this.skipped.get(KNOWN) ?? 0 },
      ...{ verdict, retryAfterMs: this.retryAfterMs, sentence: this.sentence(verdict) },
    };
  }

  private sentence(verdict: RunReport['verdict']): string {
    const { new: fresh, same, unchanged } = this.articles;
    const parts = [
      `${fresh} new`,
      `${same + unchanged} unchanged`,
      ...counted(this.skipped, 'skipped'),
      ...counted(this.failed, 'failed'),
    ];
    const what = `${this.source.name}: ${this.asked} ${this.asked === 1 ? 'address' : 'addresses'} asked, ${parts.join(', ')}`;
    if (verdict === 'empty')
      return `${what}. The lists answered and named no article at all: the layout may have changed`;
    return verdict === 'ok' || !this.lastTrouble ? what : `${what}. ${this.lastTrouble}`;
  }
}

function counted(counts: ReadonlyMap<string, number>, word: string): string[] {
  return [...counts].map(([reason, count]) => `${count} ${word} (${reason})`);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function measures(fetched: Fetched | null): Pick<RunEntry, 'status' | 'bytes' | 'ms'> {
  return fetched ? { status: fetched.status, bytes: fetched.body.length, ms: Math.round(fetched.ms) } : {};
}
