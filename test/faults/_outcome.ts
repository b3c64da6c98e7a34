/** What must be the same after faults as without them, free of the order in which things happened. */
import pg from 'pg';

/** Sorted lines by noun. */
export type Outcome = Record<string, string[]>;

const QUESTIONS: Record<string, string> = {
  articles: 'select id || current_version as line from articles',
  stories: `select string_agg(a.url, ' ' order by a.url) as line
    from placements p join articles a on a.id = p.article_id group by p.story_id`,
  claims: 'select id as line from claims',
  events: `select concat_ws(' | ', kind, org, person, status,
      (select string_agg(c.claim_id, ' ' order by c.claim_id) from event_claims c where c.event_id = e.id)) as line
    from events e where redirect_to is null`,
  deliveries: `select concat_ws(' | ', d.state, d.rule_id, d.channel, d.recipient, d.field, e.kind, e.org, e.person) as line
    from deliveries d join events e on e.id = d.event_id`,
  'given up': `select concat_ws(' | ', step, key, last_error) as line from outbox where dead`,
};

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

export const outcomeOf = (url: string): Promise<Outcome> =>
  withClient(url, async (client) => {
    const outcome: Outcome = {};
    for (const [noun, question] of Object.entries(QUESTIONS)) {
      const { rows } = await client.query<{ line: string }>(question);
      outcome[noun] = rows.map((row) => row.line).sort();
    }
    return outcome;
  });

/** Work that is waiting, in hand or to be retried; what is held on purpose and what was given up do not count. */
export const workLeft = (url: string): Promise<number> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from outbox
       where not dead and (dispatched_at is not null or not_before <= now() or failures > 0)`,
    );
    return rows[0]?.n ?? 0;
  });

export type Difference = { lost: number; doubled: number; differing: number };

/** Lines of `expected` that are missing, lines that stand more often than they should, lines nobody expected. */
export function differenceOf(
  expected: Outcome,
  found: Outcome,
  say: (line: string) => void,
): Record<string, Difference> {
  return Object.fromEntries(
    Object.keys(expected).map((noun) => {
      const [wanted, got] = [tally(expected[noun]), tally(found[noun])];
      const sum = { lost: 0, doubled: 0, differing: 0 };
      for (const line of new Set([...wanted.keys(), ...got.keys()])) {
        const by = (got.get(line) ?? 0) - (wanted.get(line) ?? 0);
        if (by) say(`${noun} ${by > 0 ? '+' : ''}${by}: ${line.slice(0, 300)}`);
        if (by < 0) sum.lost -= by;
        else if (wanted.has(line)) sum.doubled += by;
        else sum.differing += by;
      }
      return [noun, sum];
    }),
  );
}

function tally(lines: readonly string[] = []): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
