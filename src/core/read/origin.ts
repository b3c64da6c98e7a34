/**
 * Whom a page names as the origin of its text: a source line (来源：), a canonical address on another site, or the outlet its
 * opening reports from (据…报道, "first reported by"). Grouping takes what stands here as dependent; nothing is guessed.
 */
import type { Article } from '../types.ts';
import { siteOf } from '../url.ts';

/** 来源：网络整理 / 来源: 新华网 / 转自：某某商学院 / 稿源 */
const SOURCE_LINE =
  /(?:文章来源|新闻来源|信息来源|稿件来源|来\s?源|转载自|转自|稿\s?源|出处)\s?[:：]\s?(?<name>[^\s|｜:：<>()（）【】]{2,30})/u;
/** Sources that name nobody: 来源：网络整理, 来源：综合. */
const NOBODY = /^(?:网络.{0,2}|互联网|综合.{0,2}|佚名|匿名|未知|原创|转载|本站|本网|投稿)$/u;

/** 据路透社报道，… / 据《潮汐周刊》独家报道 / 据潮汐财经消息 */
const REPORTED_ZH =
  /据(?:《(?<book>[^》\n]{2,20})》|(?<name>[\p{sc=Han}A-Za-z0-9]{2,16}?))(?:\d{1,2}月\d{1,2}日|今日|昨日|独家|最新|此前){0,2}(?:报道|消息)/u;
/** 据媒体报道, 据当地媒体报道, 据公司消息: nobody in particular. */
const UNNAMED_ZH =
  /媒体?$|^(?:[外港台日韩美英]媒|媒体|公开|公司|市场|内部|相关|有关|知情|最新|官方|此前)|(?:人士|公司|官方)$/u;
/** What is told by 消息 is an outlet only where its name says so: 财联社消息, not 交易所消息. */
const OUTLET_ENDING = /(?:社|报|网|新闻|财经|周刊|杂志|电视台|频道|客户端|在线|晚点|界面)$/u;

const NAME_EN = String.raw`(?:[Tt]he )?\p{Lu}[\p{L}\d&’'-]{1,20}(?: \p{Lu}[\p{L}\d&’'-]{0,20}){0,3}`;
/** (as) first reported by Tide Daily / according to a report in the Harbour Times / citing a report by Reuters */
const REPORTED_BY = new RegExp(
  String.raw`(?:(?:first|earlier|originally) reported by|(?:according to|citing) an? (?:\p{Ll}+ )?report (?:by|from|in)) (?<name>${NAME_EN})`,
  'u',
);
/** Reuters first reported / Tide Daily reported earlier */
const REPORTED_FIRST = new RegExp(
  String.raw`(?<name>${NAME_EN}) (?:(?:first|earlier|exclusively) reported|reported (?:first|earlier|exclusively))`,
  'u',
);
/** according to Reuters, reports The Tide Post: only names that say that they are an outlet; others are people and companies. */
const ACCORDING_TO = new RegExp(
  String.raw`(?:according to|reports|reported by) (?<name>${NAME_EN})(?=[\s,.;:)]|$)`,
  'u',
);
const OUTLET_EN =
  /\b(?:Times|Post|News|Journal|Daily|Herald|Press|Guardian|Weekly|Tribune|Gazette|Telegraph|Review|Information|Reuters|Bloomberg|Xinhua|Caixin|36Kr|TechCrunch|BBC|CNBC|CNN|AFP|AP|Nikkei|LatePost)$/u;

/** The opening, in characters: what is cited later is one detail among others, not where the report comes from. */
const OPENING_CHARS = 500;

export type OriginPlaces = {
  /** Address of the page, null for a file. */
  url: string | null;
  /** What a source line names; see `sourceInLine`. */
  source: string | null;
  canonical?: string | null;
  /** Finds where the page links a wording to, for the address of a named source. */
  linkTo?: (wording: string) => string | null;
  text: string;
};

/** The name after 来源： in one line, or null. */
export function sourceInLine(line: string): string | null {
  return SOURCE_LINE.exec(line)?.groups?.['name'] ?? null;
}

/** The origin a page names; `outlet` is null where it names nobody in particular (来源：网络整理) or only an address. */
export function originOf({ url, source, canonical, linkTo, text }: OriginPlaces): Article['origin'] {
  const elsewhere = (address: string | null | undefined): string | null =>
    address && url && isOtherSite(address, url) ? address : null;
  const moved = elsewhere(canonical);
  if (source) {
    const outlet = NOBODY.test(source) ? outletInText(text) : source;
    return { raw: source, outlet, url: elsewhere(linkTo?.(source)) ?? moved };
  }
  const cited = outletInOpening(text.slice(0, OPENING_CHARS));
  if (moved) return { raw: moved, outlet: cited?.outlet ?? null, url: moved };
  return cited && { ...cited, url: null };
}

/** news.example.com and m.example.com are one site; example.com and other.example are not. */
function isOtherSite(address: string, url: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(url)) return false;
  const [there, here] = [new URL(address), new URL(url)];
  // An outlet's front page is no article.
  return /^https?:$/.test(there.protocol) && there.pathname !== '/' && siteOf(there.hostname) !== siteOf(here.hostname);
}

function outletInOpening(opening: string): { raw: string; outlet: string } | null {
  const chinese = REPORTED_ZH.exec(opening);
  const name = chinese?.groups?.['book'] ?? chinese?.groups?.['name'];
  if (chinese && name && !UNNAMED_ZH.test(name) && (chinese[0].endsWith('报道') || OUTLET_ENDING.test(name)))
    return { raw: chinese[0], outlet: name };
  for (const pattern of [REPORTED_BY, REPORTED_FIRST, ACCORDING_TO]) {
    const match = pattern.exec(opening);
    const outlet = match?.groups?.['name']?.replace(/^the /i, '');
    if (match && outlet && (pattern !== ACCORDING_TO || OUTLET_EN.test(outlet))) return { raw: match[0], outlet };
  }
  return null;
}

/** 云上商学院获悉 / 云上商学院了解到: the reporting voice of a text whose page only says 来源：网络整理. */
const REPORTING_VOICE =
  /(?:^|[^\p{L}\p{N}])(?<name>[\p{sc=Han}A-Za-z0-9]{3,12}?)(?:独家)?(?:获悉|了解到)|向(?<told>[\p{sc=Han}A-Za-z0-9]{3,12}?)(?:透露|表示|证实)/gu;
const VOICES_NEEDED = 2;

/** The outlet a retold text speaks of as itself: named at least twice as the one who learnt something. Null when nobody is. */
function outletInText(text: string): string | null {
  const counts = new Map<string, number>();
  for (const match of text.slice(0, 30_000).matchAll(REPORTING_VOICE)) {
    const name = match.groups?.['name'] ?? match.groups?.['told'] ?? '';
    if (/^(据|记者|我们|笔者|近日|日前|外界|媒体)/u.test(name)) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best && best[1] >= VOICES_NEEDED ? best[0] : null;
}
