/** A sentence in which two sources tell a leaving differently: each version keeps its own source, words and slots. */
import { changeTypeOf, type Trigger } from './_departure-cues.ts';
import type { DepartureDraft, Place } from './_departure-record.ts';
import { MAX_QUOTE } from './_gate.ts';
import { nextEmployerOf } from './_departure-next.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

/** Offsets in the sentence: where the first version begins and ends, where the second begins, and who tells it. */
export type Contrast = { from: number; to: number; at: number; second: { start: number; end: number } };

/** 北野电商则表示, 另一位则说, 猎头圈却传, 会议记录却显示, 但公司否认: who speaks against what was said before. */
const AGAINST =
  /[，；](?:而|但|不过|然而)?(?<who>另一[位名方家种][^，。；：]{0,10}?|另有[^，。；：]{1,10}?|[^，。；：]{2,14}?)(?<says>(?:则|却)(?:对[^，。；：]{2,10})?(?:表示|称|说|回应|否认|认为|透露|指|传|显示|写|坚称)|(?<=[，；](?:但|不过|然而)[^，。；：]{2,14})(?:否认|回应称|表示|称))/u;
/** 各方说法不一：, 有两个版本的接班故事：: what the versions are versions of. */
const FRAME = /(?:说法|版本|口径)[^，。；：]{0,10}：/u;
/** 其仍在正常履职, 否认, 并未离职 */
const STAYS =
  /否认|不实|谣言|并未|没有离|从未|未离[职任开]|仍(?:然|旧)?(?:在|是|为|担任)|正常(?:履职|工作|办公|上班)|不会离|子虚乌有/u;

/** The place where a second source turns against the first one; null for a sentence of one voice, or too long to be quoted. */
export function contrastIn(text: string): Contrast | null {
  if (text.length > MAX_QUOTE || !/则|却|但|不过|然而/u.test(text)) return null;
  const match = AGAINST.exec(text);
  if (!match) return null;
  const { who, says } = match.groups as { who: string; says: string };
  const start = match.index + match[0].length - who.length - says.length;
  const frame = FRAME.exec(text.slice(0, match.index));
  return {
    from: frame ? frame.index + frame[0].length : 0,
    to: match.index,
    at: start,
    second: { start, end: start + who.length + says.length },
  };
}

/** The sentence with the second version blanked out: as long as before, so that offsets stay. */
export function firstVersionOf(view: SentenceView, { at }: Contrast): SentenceView {
  const inside = (span: { end: number }): boolean => span.end <= at;
  return {
    index: view.index,
    sentence: view.sentence,
    text: view.text.slice(0, at) + '\u3000'.repeat(view.text.length - at),
    roles: view.roles.filter(inside),
    persons: view.persons.filter(inside),
    orgs: view.orgs.filter(inside),
    dates: view.dates.filter(inside),
  };
}

/** Both versions when they differ in whether, how or when somebody left, where to or who follows; null when they agree. */
export function versionsOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  { from, to, at, second }: Contrast,
  first: DepartureDraft,
): [DepartureDraft, DepartureDraft] | null {
  const rest = view.text.slice(at);
  const said = {
    version: 2 as const,
    attribution: placeIn(view, second.start, second.end),
    quote: placeIn(view, at, view.text.length),
  };
  const told: DepartureDraft = {
    ...first,
    version: 1,
    quote: placeIn(view, 0, to),
    // 是否离职，各方说法不一：有媒体称其已交接完毕: the version says it plainly.
    status: from > 0 && /已/u.test(view.text.slice(from, at)) ? 'reported' : first.status,
  };
  // 虽已辞去法定代表人，但表示没有离开公司: an office is left and the company is not, no contradiction.
  if (trigger.kind === 'gives_up' && /离开|公司|担任/u.test(rest) && !/否认|不实|谣言/u.test(rest)) return null;
  if (STAYS.test(rest)) {
    // A rumour and its denial are one thing said: that it is not so.
    if (told.status === 'rumoured' || told.status === 'denied') return null;
    const none = { date: null, successor: null, nextEmployer: null, nextStatus: null, successorNone: false };
    return [told, { ...first, ...said, ...none, status: 'denied' }];
  }
  const next = nextEmployerOf(people, view, { ...trigger, end: at }, first.org?.text ?? null, null);
  if (first.nextEmployer && next && isWithin(view, next.place) && next.place.text !== first.nextEmployer.text) {
    // Where he goes to is nobody's word but that of two who do not agree.
    return [
      { ...told, nextStatus: 'rumoured' },
      { ...first, ...said, nextEmployer: next.place, nextStatus: 'rumoured' },
    ];
  }
  const successor = otherSuccessor(view, second.end, first);
  if (successor) return [told, { ...first, ...said, successor }];
  return null;
}

/** 猎头圈却传是|尚洁 */
function otherSuccessor(view: SentenceView, at: number, { person, successor }: DepartureDraft): Place | null {
  if (!successor) return null;
  const other = view.persons.find((p) => p.start >= at);
  if (!other || other.name === successor.text || other.name === person?.text) return null;
  return /^(?:，|：)?(?:会|将|应该?)?(?:是|为|由)?$/u.test(view.text.slice(at, other.start))
    ? placeIn(view, other.start, other.end)
    : null;
}

/** 公告写的是“因个人原因辞职”，会议记录却显示X被免职: the leaving stands in the second version, its kind differs in the first. */
export function versionBefore(
  view: SentenceView,
  { to, second }: Contrast,
  draft: DepartureDraft,
): [DepartureDraft, DepartureDraft] | null {
  const head = view.text.slice(0, to);
  const source =
    /^(?<who>[^，。；：“]{0,16}(?:公告|通告|声明|内部信|通知|公司|官方))(?:上)?(?:写的是|写着|写道|称|说|给出的[^，。；：“]{0,6}是)/u.exec(
      head,
    )?.groups!['who'];
  const kind = changeTypeOf('', head, false);
  if (!source || kind === 'unspecified' || kind === draft.changeType) return null;
  return [
    {
      ...draft,
      version: 1,
      changeType: kind,
      status: 'confirmed',
      attribution: placeIn(view, 0, source.length),
      quote: placeIn(view, 0, to),
    },
    { ...draft, version: 2, attribution: placeIn(view, second.start, second.end) },
  ];
}

function isWithin({ sentence }: SentenceView, place: Place): boolean {
  return place.field === sentence.field && place.start >= sentence.start && place.end <= sentence.end;
}
