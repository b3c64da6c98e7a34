/** What a further claim adds to a known event, and which of it is news. */
import { toSimplified } from '../dedup/simplified.ts';
import type { ClaimStatus } from '../types.ts';
import { earlier, foldName, namesOf, unique, uniqueNames } from './identity.ts';
import { watchIdsOf, type Ledger, type Telling } from './telling.ts';
import type { EventChange, LedgerEvent } from './types.ts';

/** How much a status weighs against another: what happened beats what is planned or rumoured. A denial stands beside. */
const WEIGHT: Readonly<Record<ClaimStatus, number>> = { denied: 0, rumoured: 1, planned: 2, reported: 3, confirmed: 4 };
/** Kinds of names that are no legal names: who has one of these as `person` gets the name that explains it. */
const NICKNAMES: ReadonlySet<string> = new Set(['薯名', '花名', '昵称', '英文名']);

export function takeOver(ledger: Ledger, event: LedgerEvent, telling: Telling): void {
  const { of } = telling;
  takeNames(ledger, event, telling);
  takeStatus(ledger, event, telling);
  takeFacts(ledger, event, telling);
  takeOrigin(ledger, event, telling);
  event.roles = unique([...event.roles, ...telling.roles]);
  event.watchIds = unique([...event.watchIds, ...watchIdsOf(telling)]);
  event.articleIds = unique([...event.articleIds, of.articleId]);
  event.firstPublishedAt = earlier(event.firstPublishedAt, of.publishedAt);
  event.background &&= telling.background;
  event.partial ||= telling.partial;
  if (event.changeType === 'unspecified') event.changeType = telling.changeType;
  if (event.enteredSilently && telling.isFresh) {
    // Known from a late retelling only; now comes an article of the time itself, as it might have come first.
    event.enteredSilently = false;
    ledger.change.changes.push({
      eventId: event.id,
      field: 'first_report',
      value: event.kind,
      isOldNews: false,
      why: 'first report of its time',
    });
  }
}

function takeNames(ledger: Ledger, event: LedgerEvent, telling: Telling): void {
  const names = [...event.aliases, ...namesOf(telling.person, telling.aliases)];
  if (!event.person && telling.person) {
    event.person = telling.person;
    noteChange(ledger, event, 'person', telling.person, telling, `the executive is named: ${telling.person}`);
  } else if (event.person && telling.person && event.person !== telling.person) {
    const current = foldName(event.person);
    // The same name in the other script: the Simplified one is shown.
    if (foldName(telling.person) === current && isSimplified(telling.person)) event.person = telling.person;
    const isNickname = telling.aliases.some((a) => NICKNAMES.has(a.kind) && foldName(a.text) === current);
    const bothWays = ledger.aliases.some(
      (a) => a.person === event.person && a.alias === telling.person && a.kind !== '昵称',
    );
    if (isNickname && !bothWays) {
      names.push(event.person);
      event.person = telling.person;
    }
  }
  event.aliases = uniqueNames(names).filter((name) => !event.person || foldName(name) !== foldName(event.person));
  event.org ??= telling.org;
  if (event.orgId === '') event.orgId = telling.orgId;
}

/** 吴颖炳, not 吳穎炳. */
function isSimplified(name: string): boolean {
  return toSimplified(name) === name;
}

function takeStatus(ledger: Ledger, event: LedgerEvent, telling: Telling): void {
  const { status, of } = telling;
  event.statusHistory.push({ status, claimId: of.claimId, articleId: of.articleId, publishedAt: of.publishedAt });
  if (status === 'denied') {
    event.isDenied = true;
    noteChange(ledger, event, 'status', 'denied', telling, 'the departure is denied');
  } else if (WEIGHT[status] > WEIGHT[event.status]) {
    const before = event.status;
    event.status = status;
    noteChange(ledger, event, 'status', status, telling, `was ${before}, is ${status} now`);
  }
}

const FACTS = [
  ['successor', 'successor'],
  ['next_employer', 'nextEmployer'],
] as const;

function takeFacts(ledger: Ledger, event: LedgerEvent, telling: Telling): void {
  for (const [field, key] of FACTS) {
    const value = telling[key];
    if (value === null) continue;
    if (event[key] !== null && foldName(event[key]) === foldName(value)) continue;
    const before = event[key];
    event[key] ??= value;
    noteChange(
      ledger,
      event,
      field,
      value,
      telling,
      before ? `${value}; another article says ${before}` : `${value} is named`,
    );
  }
  event.nextStatus ??= telling.nextStatus;
  event.successorNone = (event.successorNone || telling.successorNone) && event.successor === null;
  const [had, said] = [event.date?.iso ?? null, telling.date?.iso ?? null];
  if (said !== null && (had === null || (said.length > had.length && said.startsWith(had)))) {
    event.date = telling.date;
    noteChange(ledger, event, 'date', said, telling, had === null ? `dated ${said}` : `${had} is ${said} now`);
  } else event.date ??= telling.date;
}

function takeOrigin(ledger: Ledger, event: LedgerEvent, telling: Telling): void {
  const { of } = telling;
  if (event.originIds.includes(of.originId)) return;
  event.originIds.push(of.originId);
  const count = event.originIds.length;
  noteChange(ledger, event, 'independent_origin', String(count), telling, `${count} independent origins tell it`);
}

/**
 * Notes a change unless it, or the same of an event merged into this one, was noted before. What the article that opened the event
 * says further (the denial beside the report) belongs to its first report: noted, but no news of its own.
 */
export function noteChange(
  ledger: Ledger,
  event: LedgerEvent,
  field: EventChange['field'],
  value: string,
  telling: Telling,
  why: string,
): void {
  if (event.noted.some((n) => n.field === field && n.value === value)) return;
  event.noted.push({ field, value });
  if (field !== 'first_report' && isOfFirstReport(ledger, event, telling)) return;
  ledger.change.changes.push({ eventId: event.id, field, value, isOldNews: telling.isOldNews, why });
}

function isOfFirstReport(ledger: Ledger, event: LedgerEvent, { of }: Telling): boolean {
  return event.articleIds.every((id) => id === of.articleId) && ledger.change.created.some((e) => e.id === event.id);
}
