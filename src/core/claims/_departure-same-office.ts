/** Whether an office that somebody gets is the office that somebody else leaves, in Chinese. */
import type { Trigger } from './_departure-cues.ts';
import type { Leaver } from './_departure-offices.ts';
import type { SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';
import type { RoleSpan } from './names/roles.ts';

/** Characters behind a name within which the office he gets is told, and in a sentence of several changes. */
const NEAR = 16;
const FAR = 30;

/** The offices told right behind a person: 任命X为|董事、行长. The first begins within so many characters, in the same clause. */
export function givenOffices(at: SentenceView, person: PersonSpan, within: number): RoleSpan[] {
  const { text, roles } = at;
  const first = roles.findIndex(
    (r) =>
      r.start >= person.spanEnd &&
      r.start - person.spanEnd <= within &&
      !/[，。；]/u.test(text.slice(person.spanEnd, r.start)),
  );
  if (first < 0) return [];
  let end = first + 1;
  while (end < roles.length && /^(?:[、兼和及与]|暨)+$/u.test(text.slice(roles[end - 1]!.end, roles[end]!.start)))
    end++;
  return roles.slice(first, end);
}

/** 任命X为华东区域总裁 after 不再担任华东区域总裁: the same words, or the same short office without a region or unit. */
export function isGivenOffice(
  other: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
): boolean {
  const left = leftOffices(view, trigger, leaver).map(inShort);
  return givenOffices(other, person, NEAR).some((given) => left.includes(inShort(given.text)));
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
  const given = givenOffices(at, person, NEAR);
  const left = [...leaver.roles.map(({ role }) => role.text), ...leftOffices(view, trigger, leaver)];
  if (given.length === 0 || left.length === 0) return !mustBeTold;
  // 临时负责人 may follow anybody, 财务负责人 whose office is of the same field.
  const headed = given
    .map((g) => /^(?:临时|主要)?(?<field>.{0,2}).*负责人$/u.exec(g.text)?.groups!['field'])
    .find((f) => f !== undefined);
  if (headed !== undefined) return left.some((office) => office.includes(headed)) || (!mustBeTold && headed === '');
  return left.some((office) => given.some((g) => kernel(office) === kernel(g.text)));
}

/** 免去A的甲职务，任命B为甲，免去C的乙职务，任命D为乙: with several changes in one sentence B follows whom whose office he gets. */
export function isForSameOffice(view: SentenceView, trigger: Trigger, leaver: Leaver, person: PersonSpan): boolean {
  const { text } = view;
  const changes = text.match(/任命|聘任|选举|委任|免去|不再担任|辞去/gu) ?? [];
  if (changes.length <= 2) return true;
  const given = givenOffices(view, person, FAR);
  const left = view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 60) ?? leaver.roles[0]?.role;
  if (!left || person.start < trigger.start) return false;
  return given.some((g) => tailOf(text, g) === tailOf(text, left));
}

/** The last characters of an office with its unit: 民政部部长. */
function tailOf(text: string, role: { end: number }): string {
  return text.slice(Math.max(0, role.end - 5), role.end);
}
