/** Which departures of an article are older ones told again, seen beside the others that it tells. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ArticleText } from './_article-text.ts';
import type { DepartureDraft } from './_departure-record.ts';

/**
 * Marks as background whoever left the same company long before somebody else of the article (今年4月，原副总经理也已退休), whoever is
 * told of as a former executive of one company that another has taken on (前甲公司副总裁X加盟乙), and what a remark adds to other news.
 * A headline that counts its leavers (半年内四名高管出走) makes all of them the news.
 */
export function markRetold(drafts: readonly DepartureDraft[], article: ArticleText): void {
  if (article.anchor === null) return;
  const isList = COUNTED.test(article.title);
  for (const draft of drafts) {
    if (draft.background || draft.status === 'denied' || draft.status === 'planned' || draft.status === 'rumoured')
      continue;
    draft.background =
      isFormerTakenOn(draft, article) ||
      (!isList && drafts.some((other) => other !== draft && isOlder(draft, other, article.anchor!))) ||
      isRemark(draft, article);
  }
}

/** 半年内四名高管出走, 换三任总经理; not what follows on one leaving: 总精算师辞任 年内已有两名高管离任, 第三位. */
const COUNTED =
  /^[^，,\s]{0,40}(?:(?<!第)[两二三四五六七八九十多数几\d][名位任](?!置)|高管(?:接连|相继|先后|集体|密集)?(?:出走|离职|变动名单))|^[^,]{0,60}\b(?:two|three|four|five|several|executives) [a-z ]{0,24}(?:leave|exit|quit|depart|resign|out)/iu;

/** Days between two leavings of one company from which on the older one is a memory; two in two months are one story. */
const APART_DAYS = 75;

function isOlder(draft: DepartureDraft, other: DepartureDraft, anchor: string): boolean {
  if (!draft.date?.iso || other.background || other.person?.text === draft.person?.text) return false;
  if (!isOneCompany(draft, other)) return false;
  const [own, newer] = [spanOf(draft.date.iso), spanOf(other.date?.iso ?? anchor)];
  const told = dayOf(anchor);
  if (!own || !newer || !told || daysBetween(own.from, newer.to) < 0) return false;
  // 2024, told in 2025 of one among others: the year alone is how memories are dated.
  if (draft.date.precision === 'year') return own.to.y < Math.min(newer.from.y, told.y);
  return daysBetween(own.to, newer.from) > APART_DAYS && daysBetween(own.to, told) > APART_DAYS;
}

function isOneCompany(a: DepartureDraft, b: DepartureDraft): boolean {
  if (!a.org || !b.org) return true;
  return a.org.text.includes(b.org.text) || b.org.text.includes(a.org.text);
}

/** 前甲公司副总裁|X|加盟乙, Former Selwyn executive X joins Y: the news is where he is now. */
function isFormerTakenOn(draft: DepartureDraft, { title, text }: ArticleText): boolean {
  const { person, nextEmployer: next, org } = draft;
  if (!person || !next || !org || draft.status === 'confirmed') return false;
  return [title, text.slice(0, OPENING)].some((part) => {
    const at = part.indexOf(org.text);
    if (at < 0) return false;
    return (
      /(?:^|[^日以之目此提当眼空])前(?:任)?$|\b(?:[Ff]ormer|[Ee]x)[ -]$/u.test(part.slice(0, at)) ||
      /^前(?!任|述|往|期|来|景|端|台|线|沿|三|十)/u.test(part.slice(at + org.text.length))
    );
  });
}

/** Characters in which the news itself is told. */
const OPENING = 160;

/** 公司完成融资。记者注意到，就在三周前，创始人退出董事会: added to other news, not its first sentence. */
function isRemark(draft: DepartureDraft, { text, anchor, title }: ArticleText): boolean {
  const { quote, date, person } = draft;
  if (quote.field !== 'text' || quote.start === 0 || !date?.iso || (person && title.includes(person.text)))
    return false;
  const lead = text.slice(quote.start, quote.start + 20);
  const [own, told] = [spanOf(date.iso), dayOf(anchor)];
  return /^(?:有)?记者(?:还|也)?(?:注意到|梳理)|^值得(?:注意|一提)的是/u.test(lead) && own !== null && told !== null
    ? daysBetween(own.to, told) > REMARK_DAYS
    : false;
}

/** What a remark tells of the last two weeks may be the news itself. */
const REMARK_DAYS = 14;
