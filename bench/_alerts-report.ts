/** What a run of kills came to: who got what by the receivers' own books, added up over parts, and the table of it. */
import type { Database } from '../src/store/connect.ts';
import type { Receiver } from './_alerts-receivers.ts';

/** Who is told on which channel of the bench. */
export const TO = { hook: 'newsroom', mail: 'desk@redwatch.example', once: 'board@redwatch.example' } as const;

export type Row = { channel: string; expected: number; delivered: number; lost: number; doubled: number; repeated: number; unknown: number; unexplained: number }; // prettier-ignore
export type Report = {
  rows: Row[];
  /** How often each thing happened at each point. */
  struck: Map<string, number>;
  /** Every try without a known end, as the ledger lists them. */
  unknowns: string[];
  problems: string[];
  secs: number;
};

/** The reports of several runs as one. */
export function addReports(reports: readonly Report[]): Report {
  const sum: Report = { rows: [], struck: new Map(), unknowns: [], problems: [], secs: 0 };
  for (const { rows, struck, unknowns, problems, secs } of reports) {
    for (const [what, n] of struck) sum.struck.set(what, (sum.struck.get(what) ?? 0) + n);
    sum.unknowns.push(...unknowns);
    sum.problems.push(...problems);
    sum.secs += secs;
    sum.rows = rows.map((row, i) => addRows(sum.rows[i], row));
  }
  return sum;
}

function addRows(a: Row | undefined, b: Row): Row {
  if (!a) return { ...b };
  const numbers = Object.entries(b).map(([name, n]) => [
    name,
    typeof n === 'number' ? n + Number(a[name as keyof Row]) : n,
  ]);
  return Object.fromEntries(numbers) as Row;
}

const NAMES: Readonly<Record<string, string>> = {
  hook: 'webhook (honours the key)',
  mail: 'e-mail, unknown: again',
  once: 'e-mail, unknown: stop',
};

export function printReport({ rows, struck, unknowns, problems, secs }: Report): void {
  const all = [...struck.values()].reduce((a, b) => a + b, 0);
  console.log(`\nwhere it was struck (${all} in ${secs} s)`);
  for (const [what, n] of [...struck].sort(([a], [b]) => a.localeCompare(b))) console.log(`  ${String(n).padStart(3)}  ${what}`); // prettier-ignore
  console.log(
    '\nchannel                       expected delivered lost doubled by key repeated tries unknown outcomes unexplained',
  );
  const widths = [8, 9, 4, 14, 14, 16, 11];
  for (const row of rows) {
    const numbers = [row.expected, row.delivered, row.lost, row.doubled, row.repeated, row.unknown, row.unexplained];
    console.log(`${(NAMES[row.channel] ?? row.channel).padEnd(29)} ${numbers.map((n, i) => String(n).padStart(widths[i]!)).join(' ')}`); // prettier-ignore
  }
  console.log(`\nunknown outcomes (${unknowns.length}):`);
  for (const line of unknowns) console.log(`  ${line}`);
  for (const line of problems) console.log(`PROBLEM ${line}`);
  if (problems.length) process.exitCode = 1;
  else console.log('lost 0, doubled without a reason 0');
}

/** Who got what, by the receivers' own books; the ledger only explains second copies. */
export async function account(
  db: Database,
  list: readonly { person: string }[],
  hook: Receiver,
  mail: Receiver,
): Promise<Pick<Report, 'rows' | 'unknowns' | 'problems'>> {
  const deliveries = await db
    .selectFrom('deliveries as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['d.id', 'd.channel', 'd.recipient', 'd.state', 'e.person', 'd.field'])
    .execute();
  const attempts = await db.selectFrom('deliveryAttempts').selectAll().orderBy('n').execute();
  const problems: string[] = [];
  const unknowns = attempts
    .filter((a) => a.outcome === 'unknown' || a.endedAt === null)
    .map((a) => {
      const of = deliveries.find((d) => d.id === a.deliveryId);
      return `${of?.channel} ${of?.person} try ${a.n}: ${a.reason ?? 'no end: killed or cut while sending'}`;
    });
  const personOf = new Map(deliveries.map((d) => [d.id, d.person]));
  const rows = Object.entries(TO).map(([channel, to]): Row => {
    const receiver = channel === 'hook' ? hook : mail;
    const row: Row = { channel, expected: list.length, delivered: 0, lost: 0, doubled: 0, repeated: 0, unknown: 0, unexplained: 0 }; // prettier-ignore
    for (const { person } of list) {
      const got = receiver.arrived.filter((a) => a.to === to && (channel === 'hook' ? a.text.includes(`"person":"${person}"`) : personOf.get(a.key) === person)); // prettier-ignore
      const keys = new Set(got.map((a) => a.key));
      const own = deliveries.filter((d) => d.channel === channel && d.person === person);
      const open = attempts.filter((a) => own.some((d) => d.id === a.deliveryId) && (a.outcome === 'unknown' || a.endedAt === null)); // prettier-ignore
      row.repeated += got.length - keys.size;
      row.unknown += open.length;
      if (keys.size > 1) row.doubled++;
      if (got.length > 0) row.delivered++;
      else if (own.some((d) => d.state === 'unknown')) continue;
      else {
        row.lost++;
        problems.push(`lost: ${channel} ${person} (${own.map((d) => d.state).join() || 'never written'})`);
      }
      if (got.length - 1 > open.length) {
        row.unexplained++;
        problems.push(`doubled without a reason: ${channel} ${person}, ${got.length} copies`);
      }
      if (keys.size > 1) problems.push(`two messages: ${channel} ${person}: ${[...keys].join(' ')}`);
    }
    return row;
  });
  const dead = await db.selectFrom('outbox').select(['step', 'key', 'lastError']).execute();
  for (const { step, key, lastError } of dead) problems.push(`work given up: ${step} ${key}: ${lastError}`);
  const skipped = await db.selectFrom('pages').select('skipReason').where('state', '=', 'skipped').execute();
  for (const { skipReason } of skipped) problems.push(`a page was not read: ${skipReason}`);
  const extra = deliveries.filter((d) => !list.some((one) => one.person === d.person) || d.field !== 'first_report');
  for (const d of extra) problems.push(`not expected: ${d.channel} ${d.person} ${d.field}`);
  return { rows, unknowns, problems };
}
