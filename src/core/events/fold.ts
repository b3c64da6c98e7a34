/**
 * Folds claims into the ledger of departures. Pure: the ledger goes in, what changes comes out. Claims stay as they are; an event is a
 * view over them and can be computed anew.
 */
import { earlier, foldName, hash128, namesOf, sameOrganisation, sameTime, unique, uniqueNames } from './identity.ts';
import { noteChange, takeOver } from './take-over.ts';
import { tellingOf, watchIdsOf, type Ledger, type Telling } from './telling.ts';
import type { ClaimOfArticle, FoldOptions, LedgerChange, LedgerEvent, LedgerView } from './types.ts';

/** Later claims see what earlier ones of the same call did. The order of `incoming` decides ids, never how many departures there are. */
export function foldClaims(view: LedgerView, incoming: readonly ClaimOfArticle[], opts: FoldOptions): LedgerChange {
  const ledger: Ledger = {
    events: new Map(view.events.map((event) => [event.id, structuredClone(event)])),
    aliases: [...view.aliases],
    change: { created: [], updated: [], merged: [], links: [], changes: [], aliases: [] },
    touched: new Set(),
    now: opts.now,
  };
  for (const item of namedFirst(incoming)) {
    if (item.claim.kind !== 'executive_departure') continue;
    foldOne(ledger, keepApart(tellingOf(item, view, opts.oldNewsDays), view), view);
  }
  const created = new Set(ledger.change.created.map((event) => event.id));
  ledger.change.created = ledger.change.created.flatMap((event) => ledger.events.get(event.id) ?? []);
  ledger.change.updated = [...ledger.touched]
    .filter((id) => !created.has(id))
    .flatMap((id) => ledger.events.get(id) ?? []);
  return ledger.change;
}

/** Within an article those who are named come first: its headline may speak of one of them without the name. */
function namedFirst(incoming: readonly ClaimOfArticle[]): ClaimOfArticle[] {
  const articles = new Map<string, ClaimOfArticle[]>();
  for (const item of incoming) articles.set(item.articleId, [...(articles.get(item.articleId) ?? []), item]);
  const isNamed = ({ claim }: ClaimOfArticle) => Number(typeof claim.args['person'] === 'string');
  return [...articles.values()].flatMap((items) => items.sort((a, b) => isNamed(b) - isNamed(a)));
}

/** The telling without names that are another one's by an analyst's ruling, whichever of the two it is told under. */
function keepApart(telling: Telling, { apart = [] }: LedgerView): Telling {
  const person = telling.person;
  if (!person || apart.length === 0) return telling;
  const isApart = (name: string) =>
    apart.some(
      (ruling) =>
        sameOrganisation(ruling.orgId, telling.orgId) &&
        [ruling.person, ruling.alias].map(foldName).toSorted().join('\n') ===
          [person, name].map(foldName).toSorted().join('\n'),
    );
  return { ...telling, aliases: telling.aliases.filter((alias) => !isApart(alias.text)) };
}

function foldOne(ledger: Ledger, telling: Telling, view: LedgerView): void {
  learnAliases(ledger, telling);
  const matches = telling.person ? eventsOfPerson(ledger, telling, view) : eventsOfUnnamed(ledger, telling);
  const [first, ...others] = matches.sort(byFirstSeen);
  for (const other of others) merge(ledger, other, first!);
  if (first) {
    takeOver(ledger, first, telling);
    link(ledger, telling, first);
  } else if (telling.person || opensUnnamed(telling)) {
    link(ledger, telling, open(ledger, telling));
  }
}

/** Events of the same organisation and time that share one of the person's names, or that wait for a name and fit in office. */
function eventsOfPerson(ledger: Ledger, telling: Telling, view: LedgerView): LedgerEvent[] {
  const names = allNames(ledger, view, telling.orgId, namesOf(telling.person, telling.aliases));
  const events = [...ledger.events.values()].filter(
    (e) => sameOrganisation(e.orgId, telling.orgId) && sameTime(e.date, telling.date),
  );
  const named = events.filter((e) => e.person && [e.person, ...e.aliases].some((name) => names.has(foldName(name))));
  if (named.length > 0) return named;
  return events.filter((e) => !e.person && e.orgId === telling.orgId && sharesRole(e.roles, telling.roles)).slice(0, 1);
}

/** An unnamed executive may be any named one of the organisation who held such an office or whose office nobody gave. */
function eventsOfUnnamed(ledger: Ledger, telling: Telling): LedgerEvent[] {
  if (telling.orgId === '') return [];
  const events = [...ledger.events.values()].filter((e) => e.orgId === telling.orgId && sameTime(e.date, telling.date));
  const fitting = events.filter((e) => sharesRole(e.roles, telling.roles));
  const named = events.filter((e) => e.person && e.articleIds.includes(telling.of.articleId));
  // 运营一把手走了: the one departure that the same article tells by name.
  if (fitting.length === 0 && named.length === 1) return named;
  return (fitting.length > 0 ? fitting : events.filter((e) => isVague(telling.roles) || e.roles.length === 0))
    .sort(byFirstSeen)
    .slice(0, 1);
}

/** 高管, 负责人: an office that could be anybody's. */
function isVague(roles: readonly string[]): boolean {
  return roles.every((role) => /^(?:总|原|前|某)?(?:高管|负责人|领导|代表|主管|executives?|leader)$/iu.test(role));
}

function opensUnnamed(telling: Telling): boolean {
  return telling.orgId !== '' && !isVague(telling.roles) && !telling.background;
}

function sharesRole(a: readonly string[], b: readonly string[]): boolean {
  return a.some((x) => b.some((y) => foldName(x).includes(foldName(y)) || foldName(y).includes(foldName(x))));
}

/** The person's names and what the ledger, the Watches and this claim know as other names of the same person. */
function allNames(ledger: Ledger, view: LedgerView, orgId: string, own: readonly string[]): Set<string> {
  const names = new Set(own.map(foldName));
  const groups = [
    ...ledger.aliases.filter((a) => sameOrganisation(a.orgId, orgId)).map((a) => [a.alias, a.person]),
    ...view.watches
      .filter((w) => w.id === orgId)
      .flatMap((w) => w.people.map((p) => [p.name, ...p.aliases.map((a) => a.text)])),
  ].map((group) => group.map(foldName));
  for (let grew = true; grew;) {
    const before = names.size;
    for (const group of groups) if (group.some((name) => names.has(name))) for (const name of group) names.add(name);
    grew = names.size > before;
  }
  return names;
}

function learnAliases(ledger: Ledger, { of, person, aliases, orgId }: Telling): void {
  if (!person) return;
  for (const alias of namesOf(null, aliases)) {
    const kind = aliases.find((a) => a.text === alias)!.kind;
    if (ledger.aliases.some((a) => a.orgId === orgId && a.alias === alias && a.person === person)) continue;
    const learnt = { orgId, alias, person, kind, claimId: of.claimId };
    ledger.aliases.push(learnt);
    ledger.change.aliases.push(learnt);
  }
}

function open(ledger: Ledger, telling: Telling): LedgerEvent {
  const { of } = telling;
  const event: LedgerEvent = {
    id: hash128(`executive_departure ${of.claimId}`),
    kind: 'executive_departure',
    person: telling.person,
    aliases: namesOf(null, telling.aliases),
    orgId: telling.orgId,
    org: telling.org,
    watchIds: watchIdsOf(telling),
    roles: telling.roles,
    status: telling.status,
    statusHistory: [
      { status: telling.status, claimId: of.claimId, articleId: of.articleId, publishedAt: of.publishedAt },
    ],
    isDenied: telling.status === 'denied',
    date: telling.date,
    changeType: telling.changeType,
    partial: telling.partial,
    successor: telling.successor,
    successorNone: telling.successorNone,
    nextEmployer: telling.nextEmployer,
    nextStatus: telling.nextStatus,
    background: telling.background,
    firstSeenAt: ledger.now,
    firstPublishedAt: of.publishedAt,
    originIds: [of.originId],
    articleIds: [of.articleId],
    enteredSilently: telling.isOldNews,
    noted: [],
  };
  ledger.events.set(event.id, event);
  ledger.change.created.push(event);
  noteChange(ledger, event, 'first_report', event.kind, telling, firstReportWhy(telling));
  // What the first report already says is no later change.
  const said = {
    status: event.status,
    successor: event.successor,
    next_employer: event.nextEmployer,
    date: event.date?.iso ?? null,
  };
  for (const [field, value] of Object.entries(said)) if (value !== null) event.noted.push({ field, value });
  return event;
}

function firstReportWhy({ isOldNews, date, of }: Telling): string {
  if (!isOldNews) return 'first report of this departure';
  return `old news: took effect ${date?.raw ?? date?.iso ?? 'long'} before its article of ${of.publishedAt ?? 'an unknown day'}`;
}

/** The younger event goes into the older one, which inherits what was already told; a redirect stays behind. */
function merge(ledger: Ledger, from: LedgerEvent, into: LedgerEvent): void {
  into.aliases = uniqueNames([
    ...into.aliases,
    ...(from.person && from.person !== into.person ? [from.person] : []),
    ...from.aliases,
  ]).filter((a) => a !== into.person);
  into.person ??= from.person;
  into.org ??= from.org;
  if (into.orgId === '') into.orgId = from.orgId;
  for (const key of ['watchIds', 'roles', 'originIds', 'articleIds'] as const)
    into[key] = unique([...into[key], ...from[key]]);
  into.statusHistory.push(...from.statusHistory);
  into.noted.push(...from.noted);
  into.date ??= from.date;
  into.successor ??= from.successor;
  into.nextEmployer ??= from.nextEmployer;
  into.nextStatus ??= from.nextStatus;
  into.isDenied ||= from.isDenied;
  into.enteredSilently &&= from.enteredSilently;
  into.firstPublishedAt = earlier(into.firstPublishedAt, from.firstPublishedAt);
  ledger.events.delete(from.id);
  ledger.change.created = ledger.change.created.filter((event) => event.id !== from.id);
  ledger.change.merged.push({ from: from.id, into: into.id });
  for (const l of ledger.change.links) if (l.eventId === from.id) l.eventId = into.id;
  ledger.touched.delete(from.id);
  ledger.touched.add(into.id);
}

function link(ledger: Ledger, telling: Telling, event: LedgerEvent): void {
  ledger.touched.add(event.id);
  ledger.change.links.push({ claimId: telling.of.claimId, eventId: event.id });
}

function byFirstSeen(a: LedgerEvent, b: LedgerEvent): number {
  return (
    a.firstSeenAt.localeCompare(b.firstSeenAt) ||
    Number(b.person !== null) - Number(a.person !== null) ||
    a.id.localeCompare(b.id)
  );
}
