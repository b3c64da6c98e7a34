import type { DedupArticle } from './prepared.ts';
import { plainText } from '../text/plain.ts';

/**
 * Who told it first. Articles of one origin are one piece of reporting: copied, cut, reworded, translated, or sent by one publisher.
 * What is unknown never counts as independent.
 */
export type SharedOrigin = { isShared: boolean; reason: string };

/** Whether an own report of the same event is independent of `b`, by what both pages say about themselves. */
export function ownReportOrigin(a: DedupArticle, b: DedupArticle): SharedOrigin {
  const named = namesAsOrigin(a, b) ?? namesAsOrigin(b, a);
  if (named) return { isShared: true, reason: named };
  const wire = wireOf(a);
  if (wire && wire === wireOf(b)) return { isShared: true, reason: `Both carry the mark of ${wire}.` };
  const family = sharedFamily(a, b);
  if (family) return { isShared: true, reason: `Both are published by ${family}.` };
  if (!a.outlet && !hostOf(a.url))
    return { isShared: true, reason: 'Nothing says who reported it, so it does not count as independent.' };
  return { isShared: false, reason: `An own report of ${a.outlet ?? hostOf(a.url)}.` };
}

/** In which direction a text was copied, for people: by publication time, source lines and what one has that the other lacks. */
export function copyReason(a: DedupArticle, b: DedupArticle, why: string): string {
  const named = namesAsOrigin(a, b) ?? namesAsOrigin(b, a);
  const order = publishedOrder(a, b);
  return [why, named, order].filter(Boolean).join(' ');
}

function publishedOrder(a: DedupArticle, b: DedupArticle): string | null {
  if (!a.publishedAt || !b.publishedAt) return null;
  const [here, there] = [Date.parse(a.publishedAt), Date.parse(b.publishedAt)];
  if (Number.isNaN(here) || Number.isNaN(there) || here === there) return null;
  return here > there ? 'The other was published first.' : 'It was published before the other.';
}

/** `a` says that its text comes from `b`'s outlet or address: 来源：潮汐财经, a canonical link. */
function namesAsOrigin(a: DedupArticle, b: DedupArticle): string | null {
  if (!a.origin) return null;
  if (a.origin.url && b.url && a.origin.url === b.url) return `${nameOf(a)} links to ${nameOf(b)} as its source.`;
  const outlet = a.origin.outlet && plainName(a.origin.outlet);
  return outlet && b.outlet && outlet === plainName(b.outlet) ? `${nameOf(a)} names ${b.outlet} as its source.` : null;
}

const nameOf = ({ outlet, url }: DedupArticle): string => outlet ?? hostOf(url) ?? 'One page';

/** News agencies as their dispatches sign: 新华社北京8月9日电, 中新社讯, (Reuters), BEIJING (AP) -. */
const WIRES: readonly (readonly [name: string, mark: RegExp])[] = [
  ['新华社', /新华社[^。\n]{0,20}电|\(Xinhua\)/],
  ['中新社', /中新(?:社|网)[^。\n]{0,20}电/],
  ['财联社', /财联社\d{0,2}月?\d{0,2}日?[^。\n]{0,6}[讯电]/],
  ['Reuters', /\(Reuters\)|路透社?[^。\n]{0,20}电/],
  ['AP', /\(AP\)|美联社[^。\n]{0,20}电/],
  ['AFP', /\(AFP\)|法新社[^。\n]{0,20}电/],
  ['Bloomberg', /\(Bloomberg\)|彭博社?[^。\n]{0,10}[讯电]/],
];

function wireOf({ text }: DedupArticle): string | null {
  const opening = plainText(text.slice(0, 120));
  return WIRES.find(([, mark]) => mark.test(opening))?.[0] ?? null;
}

function sharedFamily(a: DedupArticle, b: DedupArticle): string | null {
  if (a.outlet && b.outlet && plainName(a.outlet) === plainName(b.outlet)) return a.outlet;
  const site = siteOf(a.url);
  return site && site === siteOf(b.url) && !SHARED_HOSTS.has(site) ? site : null;
}

/** 潮汐财经网, 潮汐财经客户端 and 潮汐财经 are one outlet. */
const plainName = (outlet: string): string =>
  plainText(outlet)
    .toLowerCase()
    .replace(/[\s·.,]|(?:客户端|官网|新闻网|网站|网|app)$/g, '');

function hostOf(url: string | null): string | null {
  return /^https?:\/\/([^/?#:]+)/i.exec(url ?? '')?.[1]?.toLowerCase() ?? null;
}

/**
 * The name a publisher registered: news.example.com.cn -> example.com.cn. Two labels, or three where the second is a generic one. A bare
 * machine (192.0.2.7:8080) has none, and each of its ports is a site.
 */
function siteOf(url: string | null): string | null {
  const labels = hostOf(url)?.split('.') ?? [];
  if (labels.length < 2 || labels.every((label) => /^\d+$/.test(label)))
    return /^https?:\/\/([^/?#]+)/i.exec(url ?? '')?.[1]?.toLowerCase() ?? null;
  const isGeneric = labels.at(-1)!.length === 2 && /^(?:com?|net|org|gov|edu|ac)$/.test(labels.at(-2)!);
  return labels.slice(isGeneric ? -3 : -2).join('.');
}

/** Sites that publish for many: their pages are no family. */
const SHARED_HOSTS = new Set(
  'qq.com sohu.com 163.com sina.com.cn sina.cn toutiao.com baidu.com weibo.com zhihu.com xueqiu.com medium.com substack.com yahoo.com msn.com'.split(
    ' ',
  ),
);
