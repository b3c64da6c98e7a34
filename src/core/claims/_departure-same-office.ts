/** Whether an office that somebody gets is the office that somebody else leaves, in Chinese. */
import type { Trigger } from './_departure-cues.ts';
import type { Leaver } from './_departure-offices.ts';
import type { SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';

/** 任命X为华东区域总裁 after 不再担任华东区域总裁: the same words, or the same short office without a region or unit. */
export function isGivenOffice(
  other: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
): boolean {
  const { text } = other;
  const given = other.roles.find(
    (r) =>
      r.start >= person.spanEnd &&
      r.start - person.spanEnd <= 16 &&
      !/[，。；]/u.test(text.slice(person.spanEnd, r.start)),
  );
  return (
    given !== undefined && leftOffices(view, trigger, leaver).some((office) => inShort(office) === inShort(given.text))
  );
}

/** The offices that are left: those of the leaver, and what the word of leaving takes as its object. */
function leftOffices(view: SentenceView, trigger: Trigger, leaver: Leaver): string[] {
  const end = trigger.end + (/^[^，。；]*/u.exec(view.text.slice(trigger.end))?.[0].length ?? 0);
  const given = view.roles.filter((r) => r.start >= trigger.end && r.end <= end).map((r) => r.text);
  return trigger.kind === 'gives_up' && given.length > 0
    ? given
    : [...leaver.roles.map(({ role }) => role.text), ...given];
}

/** 首席执行官 is CEO. */
function inShort(office: string): string {
  for (const [long, short] of Object.entries(SHORT_OFFICES))
    if (office.endsWith(long)) return office.slice(0, -long.length) + short;
  return office;
}

const SHORT_OFFICES: Readonly<Record<string, string>> = {
  首席执行官: 'CEO',
  首席运营官: 'COO',
  首席财务官: 'CFO',
  首席技术官: 'CTO',
  首席营销官: 'CMO',
  首席产品官: 'CPO',
};

/** What an office ends with: 董事长 of 新任董事长, CEO of 中国区首席执行官. */
function kernel(text: string): string {
  for (const [long, short] of Object.entries(SHORT_OFFICES)) if (text.endsWith(long)) return short;
  return /[A-Za-z]{2,}$/u.exec(text)?.[0] ?? text.slice(-3);
}

/** 获委任为董事局主席 follows the chairman, not the chief executive who left the same day; an office that is not told may be any. */
export function isSameOffice(
  at: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
  mustBeTold = false,
): boolean {
  const given = at.roles.find(
    (r) =>
      r.start >= person.spanEnd &&
      r.start - person.spanEnd <= 16 &&
      !/[，。；]/u.test(at.text.slice(person.spanEnd, r.start)),
  );
  const left = [...leaver.roles.map(({ role }) => role.text), ...leftOffices(view, trigger, leaver)];
  if (!given || left.length === 0 || /负责人$/u.test(given.text)) return !mustBeTold;
  return left.some((office) => kernel(office) === kernel(given.text));
}

/** 免去A的甲职务，任命B为甲，免去C的乙职务，任命D为乙: with several changes in one sentence B follows whom whose office he gets. */
export function isForSameOffice(view: SentenceView, trigger: Trigger, leaver: Leaver, person: PersonSpan): boolean {
  const { text } = view;
  const changes = text.match(/任命|聘任|选举|委任|免去|不再担任|辞去/gu) ?? [];
  if (changes.length <= 2) return true;
  const given = view.roles.find((r) => r.start >= person.spanEnd && r.start - person.spanEnd <= 30);
  const left = view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 60) ?? leaver.roles[0]?.role;
  if (!given || !left || person.start < trigger.start) return false;
  return tailOf(text, given) === tailOf(text, left);
}

/** The last characters of an office with its unit: 民政部部长. */
function tailOf(text: string, role: { end: number }): string {
  return text.slice(Math.max(0, role.end - 5), role.end);
}
