/** One article tells one departure many times: the tellings become one record whose empty slots are filled from each other. */
import { daysBetween, spanOf } from '../text/calendar.ts';
import type { DepartureDraft } from './_departure-record.ts';

export function mergeDepartures(drafts: readonly DepartureDraft[]): DepartureDraft[] {
  const kept: DepartureDraft[] = [];
  // A headline shortens: what the article itself says goes first, the headline fills what it leaves open.
  const ordered = [...drafts].sort((a, b) => Number(a.quote.field === 'title') - Number(b.quote.field === 'title'));
  for (const draft of ordered.filter((d) => d.person)) {
    const names = namesOf(draft);
    const same = kept.find((k) => namesOf(k).some((n) => names.includes(n)) && isSame(k, draft));
    if (same) fill(same, draft);
    else kept.push(draft);
  }
  const named = kept.filter((k) => !isCareerStep(k, kept) && !isNobodysOffice(k));
  const unnamed: DepartureDraft[] = [];
  const again: DepartureDraft[] = [];
  for (const draft of ordered.filter((d) => !d.person)) {
    // 甲公司CTO离职 over an article that names who it is; 四名高管出走 over one that names the four.
    if (draft.quote.field === 'title' && named.some((k) => k.quote.field === 'text' && isOfOne(k, draft))) continue;
    // COO卸任后由甲接手，猎头圈却传是乙。离任的是X: the second version, too, is of the one who is named.
    const of = draft.version === 2 && named.length === 1 && shareRole(named[0]!, draft) ? named[0]! : null;
    if (of) {
      const { person, aliases, roles, trigger } = of;
      again.push({
        ...draft,
        person,
        aliases,
        roles,
        trigger,
        org: draft.org ?? of.org,
        how: { ...draft.how, ...of.how },
      });
      continue;
    }
    const only = named.length === 1 && named[0]!.roles.length === 0 ? named[0]! : null;
    if (only && isSame(only, draft)) fill(only, draft);
    else if (![...named, ...unnamed].some((k) => shareRole(k, draft) && isSame(k, draft))) unnamed.push(draft);
  }
  return [...named, ...again, ...unnamed].sort(
    (a, b) => Number(a.quote.field === 'text') - Number(b.quote.field === 'text') || a.trigger.start - b.trigger.start,
  );
}

/** 于2024年4月转岗至商业化部门 inside the story of somebody's exit: a step of the career, not a departure of its own. */
function isCareerStep(draft: DepartureDraft, all: readonly DepartureDraft[]): boolean {
  if (!draft.person) return false;
  const others = all.filter((k) => k !== draft && k.person?.text === draft.person!.text);
  const isLeavingOf = ({ org }: DepartureDraft): boolean => org?.text.includes(draft.nextEmployer!.text) ?? false;
  // 2019年从乙公司跳槽而来: an older leaving without an office, of somebody whose newer one the article tells.
  const isBeforeOther = !draft.nextEmployer || (/^跳槽|^转投/u.test(draft.trigger.text) && others.some(isLeavingOf));
  if (draft.background && draft.roles.length === 0 && isBeforeOther && others.some((k) => !k.background)) return true;
  return draft.changeType === 'transfer' && others.some((k) => k.changeType !== 'transfer' && k.status !== 'denied');
}

function namesOf(draft: DepartureDraft): string[] {
  return [draft.person?.text, ...draft.aliases.map((a) => a.text)].filter((x): x is string => Boolean(x));
}

function shareRole(a: DepartureDraft, b: DepartureDraft): boolean {
  return a.roles.some((x) => b.roles.some((y) => x.text.includes(y.text) || y.text.includes(x.text)));
}

/** What anybody does with his job; 卸任, 辞任 and 免职 speak of an office by themselves. */
const EVERYBODYS = /^(?:退休|离职|辞职|跳槽|离开|告别|走人|引退|转投|出走|转岗)/u;

/** 老卢上月退休: somebody without an office in a text that names no company. */
function isNobodysOffice(draft: DepartureDraft): boolean {
  return (
    draft.roles.length === 0 &&
    draft.status !== 'denied' &&
    EVERYBODYS.test(draft.trigger.text) &&
    (draft.org === null || (/退休/u.test(draft.trigger.text) && draft.how.org === 'inherited' && !draft.how.role)) &&
    draft.how.person === 'verbatim' &&
    draft.aliases.length === 0
  );
}

/** Whether a headline without a name can speak of this departure: nothing known of both differs. */
function isOfOne(named: DepartureDraft, headline: DepartureDraft): boolean {
  return (
    !named.org ||
    !headline.org ||
    named.org.text.includes(headline.org.text) ||
    headline.org.text.includes(named.org.text) ||
    headline.how.org !== 'verbatim' ||
    named.how.org !== 'verbatim'
  );
}

/** 去年底就开始交接 and 4月退出董事会: one leaving over the turn of a year. */
function isNearInTime(x: string, y: string): boolean {
  const [a, b] = [spanOf(x), spanOf(y)];
  return (
    a !== null &&
    b !== null &&
    daysBetween(a.to, b.from) <= SAME_DEPARTURE_DAYS &&
    daysBetween(b.to, a.from) <= SAME_DEPARTURE_DAYS
  );
}

/** As in the ledger (core/events/identity.ts). */
const SAME_DEPARTURE_DAYS = 200;

/** One person does not leave twice in one article unless years or told-of companies lie between. */
function isSame(a: DepartureDraft, b: DepartureDraft): boolean {
  if ((a.version && b.version && a.version !== b.version) || isContradicted(a, b)) return false;
  const [x, y] = [a.date?.iso, b.date?.iso];
  if (x && y && x.slice(0, 4) !== y.slice(0, 4) && !isNearInTime(x, y)) return false;
  if ((a.status === 'denied') !== (b.status === 'denied')) return false;
  if (!a.org || !b.org || a.org.text.includes(b.org.text) || b.org.text.includes(a.org.text)) return true;
  return (
    !(a.background || b.background) && (a.how.org !== 'verbatim' || b.how.org !== 'verbatim' || !a.date || !b.date)
  );
}

/** 公司公告称X将于12月31日离任。但接近公司的人士说，X上周已经离开: another source gives another day or another successor. */
function isContradicted(a: DepartureDraft, b: DepartureDraft): boolean {
  if (!/^(?:但|不过|然而)/u.test(b.quote.text) || !a.attribution || !b.attribution) return false;
  if (a.attribution.text === b.attribution.text) return false;
  const [x, y] = [a.date?.iso, b.date?.iso];
  const isOtherDay = Boolean(x && y) && !x!.startsWith(y!) && !y!.startsWith(x!);
  return isOtherDay || Boolean(a.successor && b.successor && a.successor.text !== b.successor.text);
}

const CONFIRMABLE: ReadonlySet<string> = new Set(['reported', 'rumoured']);

/** Slots that are still empty are taken over; the earlier telling wins where both speak. */
function fill(into: DepartureDraft, from: DepartureDraft): void {
  into.org ??= from.org;
  // 宣布离任，她将在夏季后离开: what is still to come outweighs that it was announced.
  if (from.status === 'planned' && !into.date?.iso && (into.status === 'confirmed' || into.status === 'reported'))
    into.status = 'planned';
  // 据爆料…疑似离职。公司回应称，他已于4月离开: who confirms outweighs who heard it.
  if (from.status === 'confirmed' && from.quote.field === 'text' && !from.background && CONFIRMABLE.has(into.status)) {
    into.status = 'confirmed';
    into.attribution = from.attribution ?? into.attribution;
  }
  into.date ??= from.date;
  into.successor ??= from.successor;
  into.nextEmployer ??= from.nextEmployer;
  into.nextStatus ??= from.nextStatus;
  into.attribution ??= from.attribution;
  into.successorNone ||= from.successorNone && !into.successor;
  into.partial ||= from.partial;
  into.background &&= from.background;
  if (into.roles.length === 0) into.roles = from.roles;
  if (into.changeType === 'unspecified') into.changeType = from.changeType;
  // 收到辞职报告。因工作调整申请辞去: the reason is told in another sentence than the letter.
  if (into.changeType === 'resign' && from.changeType === 'transfer' && from.quote.field === 'text')
    into.changeType = 'transfer';
  for (const alias of from.aliases) if (!into.aliases.some((a) => a.text === alias.text)) into.aliases.push(alias);
}
