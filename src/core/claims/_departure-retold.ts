/** Which departures of an article are older ones told again, seen beside the others that it tells. */
import { dayOf, daysBetween, spanOf, type Day } from '../text/calendar.ts';
import type { ArticleText } from './_article-text.ts';
import type { DepartureDraft } from './_departure-record.ts';

/**
 * Marks as background: who left the same company long before somebody else of the article (今年4月，原副总经理也已退休), or another
 * company before the leaving that the headline tells; who is told of as a former executive, taken on elsewhere or long gone
 * (前甲公司副总裁X加盟乙); who is followed only now (接替今年5月离任的X) or long ago left the post that has a new holder; and what a remark adds to other news.
 */
export function markRetold(drafts: readonly DepartureDraft[], article: ArticleText): void {
  const { anchor, title } = article;
  if (anchor === null) return;
  // A headline that counts its leavers makes all of them the news.
  const isList = COUNTED.test(title);
  for (const draft of drafts) {
    if (draft.background || draft.status === 'denied' || draft.status === 'planned' || draft.status === 'rumoured')
      continue;
    const others = isList ? [] : drafts.filter((other) => other !== draft && !other.background);
    draft.background =
      others.some((other) => isOlder(draft, other, anchor) || isAside(draft, other, anchor, title)) ||
      isFormer(draft, article) ||
      isFollowedOnlyNow(draft, anchor) ||
      isPredecessor(draft, article) ||
      isRemark(draft, article);
  }
}

/** 半年内四名高管出走, 换三任总经理; not what follows on one leaving: 总精算师辞任 年内已有两名高管离任, 第三位. */
const COUNTED =
  /^(?!又一)[^，,\s]{0,40}(?:(?<!第)[两二三四五六七八九十多数几\d][名位任](?!置)|高管(?:接连|相继|先后|集体|密集)?(?:出走|离职|变动名单))|^[^,]{0,60}\b(?:two|three|four|five|several|executives) [a-z ]{0,24}(?:leave|exit|quit|depart|resign|out)/iu;

/** Days between two leavings of one company from which on the older one is a memory; two in two months are one story. */
const APART_DAYS = 75;

/** The last day that a date can mean: 1月初 ends on the 10th, 5月中旬 on the 20th. */
function endOf(date: NonNullable<DepartureDraft['date']>): Day | null {
  const span = date.iso ? spanOf(date.iso) : null;
  if (!span || date.precision !== 'part_of_month') return span?.to ?? null;
  const d = /初|上旬|early|beginning|start/iu.test(date.text) ? 10 : /中|mid/iu.test(date.text) ? 20 : span.to.d;
  return { ...span.to, d };
}

function isOlder(draft: DepartureDraft, other: DepartureDraft, anchor: string): boolean {
  if (!draft.date?.iso || other.person?.text === draft.person?.text) return false;
  if (!isOneCompany(draft, other)) return false;
  const [end, newer, told] = [endOf(draft.date), spanOf(other.date?.iso ?? anchor), dayOf(anchor)];
  if (!end || !newer || !told) return false;
  // 2024, told in 2025 of one among others: the year alone is how memories are dated.
  if (draft.date.precision === 'year') return end.y < Math.min(newer.from.y, told.y);
  return daysBetween(end, newer.from) > APART_DAYS && daysBetween(end, told) > APART_DAYS;
}

function isOneCompany(a: DepartureDraft, b: DepartureDraft): boolean {
  if (!a.org || !b.org) return true;
  return a.org.text.includes(b.org.text) || b.org.text.includes(a.org.text);
}

/** The headline tells of another company's leaving, and this one was a while before: 1月初，同业乙公司CFO也已离职. */
function isAside(draft: DepartureDraft, other: DepartureDraft, anchor: string, title: string): boolean {
  if (!draft.date?.iso || !draft.org || isOneCompany(draft, other)) return false;
  const isNews = [other.person, other.org].some((place) => place && title.includes(place.text));
  if (!isNews || [draft.person, draft.org].some((place) => place && title.includes(place.text))) return false;
  const [end, newer] = [endOf(draft.date), spanOf(other.date?.iso ?? anchor)];
  return end !== null && newer !== null && daysBetween(end, newer.from) > ASIDE_DAYS;
}

/** Days from which on another company's leaving is no longer of the same days as the one in the headline. */
const ASIDE_DAYS = 20;

/** 前甲公司副总裁|X|加盟乙, Former Selwyn executive X joins Y, 前CEO|X|起诉公司: the news is where he is now, or what came after. */
function isFormer({ person, nextEmployer, date, status }: DepartureDraft, article: ArticleText): boolean {
  if (!person || status === 'confirmed') return false;
  const isAgo = isLongAgo(date, article.anchor, FORMER_DAYS);
  if (!isAgo && !(nextEmployer && date === null)) return false;
  return [article.title, article.text.slice(0, OPENING)].some((part) => {
    const at = part.indexOf(person.text);
    return at > 0 && FORMER.test(part.slice(Math.max(0, at - 40), at));
  });
}

/** 前图屿科技AI负责人|令狐川, former Selwyn chief executive |Ann Falk; not 此前, 目前. */
const FORMER =
  /(?<![日以之目此提当眼空生])前(?!任|述|往|期|来|景|端|台|线|沿)[^，。；、：\s]{1,24}$|\b(?:[Ff]ormer|[Ee]x)[ -][\w&' -]{2,36} $/u;
const FORMER_DAYS = 30;

/** 任命Y，接替今年5月离任的|X; succeeding X, who left in April: the news is who follows, weeks later. */
function isFollowedOnlyNow({ quote, trigger, date, person, nextEmployer }: DepartureDraft, anchor: string): boolean {
  if (!person || !isLongAgo(date, anchor, FOLLOWED_DAYS)) return false;
  const lead = quote.text.slice(0, Math.max(0, person.start - quote.start));
  const before = quote.text.slice(0, Math.max(0, trigger.start - quote.start));
  return (
    /(?:接替|接任|顶替)[^，。；]{0,12}(?:离任|离职|辞任|辞职|退休|卸任|去职|离开)的[^，。；]{0,12}$/u.test(lead) ||
    // 今年3月从甲公司离职的CTO农怀瑾，近期已在乙公司出任……
    (nextEmployer !== null &&
      /^的[^，。；]{0,12}$/u.test(quote.text.slice(trigger.end - quote.start, person.start - quote.start))) ||
    FOLLOWING.test(before) ||
    (FOLLOWING.test(lead) && LEFT_BEHIND.test(quote.text.slice(Math.max(0, person.end - quote.start))))
  );
}

/** Whoever left in the month before or its last weeks is still part of the news. */
const FOLLOWED_DAYS = 40;
const FOLLOWING =
  /\b(?:post|role|position|job|seat) (?:left )?vaca(?:nt|ted)\b[^.;]{0,40}$|\b(?:succe(?:ed(?:s|ed|ing)?)|replac(?:e|es|ed|ing))\b[^.;]{0,60}$/;
const LEFT_BEHIND = /^,? who (?:has |had )?(?:left|retired|resigned|stepped|departed|quit|exited|moved)\b/;

/** 获批上任的行长 in the headline, 前任行长|X|已于去年11月到龄退休 farther down: why the post was free. */
function isPredecessor({ quote, person, date }: DepartureDraft, { title, text, anchor }: ArticleText): boolean {
  if (!person || title.includes(person.text) || !isLongAgo(date, anchor, APART_DAYS)) return false;
  const opening = text.slice(0, OPENING);
  const isAppointment = APPOINTS.test(title) || (title === '' && APPOINTS.test(opening));
  return (
    isAppointment &&
    quote.field === 'text' &&
    /前任|[原前][^，。；]{0,12}$/u.test(text.slice(quote.start, person.start))
  );
}

/** 迎新行长, 任职资格获批, 核准X的任职资格, 任命首席商务官 */
const APPOINTS = /迎(?:来)?新|新任|任职资格|获批|任命|聘任|履新|上任|到任|就任|新帅/u;

function isLongAgo(date: DepartureDraft['date'], anchor: string | null, days: number): boolean {
  const [end, told] = [date && endOf(date), dayOf(anchor)];
  return Boolean(end && told && daysBetween(end, told) > days);
}

/** Characters in which the news itself is told. */
const OPENING = 160;

/** 公司完成融资。记者注意到，就在三周前，创始人退出董事会: added to other news, not its first sentence. */
function isRemark(draft: DepartureDraft, { text, anchor, title }: ArticleText): boolean {
  const { quote, date, person } = draft;
  if (quote.field !== 'text' || quote.start === 0 || !date?.iso || (person && title.includes(person.text)))
    return false;
  const lead = text.slice(quote.start, quote.start + 20);
  return (
    /^(?:有)?记者(?:还|也)?(?:注意到|梳理)|^值得(?:注意|一提)的是/u.test(lead) && isLongAgo(date, anchor, REMARK_DAYS)
  );
}

/** What a remark tells of the last two weeks may be the news itself. */
const REMARK_DAYS = 14;
