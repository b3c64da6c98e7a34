/**
 * What is known of each line of a page that helps to tell its main text from everything around it, as numbers.
 * It comes from the line itself, from the markup around it, from the block it stands in, from its neighbours, and from what the page
 * says about itself. body.ts weighs it.
 */
import { CLEAN_RULES, matchesRule } from './clean.ts';
import { bestRegion, isSentenceLike, SENTENCE_END, SENTENCE_MARK, unitsOf, weightsOf } from './density.ts';
import type { Line, Outline, Region } from './outline.ts';

/** What is known of the page before its body is: the headline, the description, the body its JSON-LD carries. */
export type PageHints = { title: string; description: string | null; structuredBody: string | null };

/** Classes and ids as sites name their boxes; several may hold for one box, and boxes pass theirs on to everything inside. */
const NAME_MARKS: readonly [string, RegExp][] = [
  [
    'named body',
    /article-?(?:body|content|text|txt|detail|main|con)|(?:post|entry|story|news|detail|main|content|text|page|rich_media|cms)-?(?:body|content|text|txt|copy|con)\b|articlebody|trs_editor|endtext|artibody|js_content|bodytext|body-?copy|\barticle\b|maincontent|contenttext|\bcontent\b/,
  ],
  ['named comments', /comment|\bcmt|pinglun|disqus|\breply|replies|gentie|\bpost-?tie/],
  [
    'named related',
    /relat|recommend|recirc|tuijian|xiangguan|\bhot|rank|paihang|popular|trending|\bmost|read-?more|more-?(?:news|stories|from|on)|teaser|outbrain|taboola|promo|\bnext|\bprev|suggest|upnext|also|latest|carousel|news-?list|headlines/,
  ],
  [
    'named chrome',
    /\bnav|menu|crumb|footer|\bfoot\b|header|sidebar|\bside\b|aside|toolbar|\btop-?bar|copyright|login|sign-?up|subscri|newsletter|cookie|consent|modal|popup|dialog|pager|paging|pagination|search|banner|breaking|ticker|widget|paywall|regwall/,
  ],
  ['named share', /share|social|\bsns|follow|qrcode|\bewm|weixin|wechat|bdshare|donat/],
  ['named advert', /\bads?\b|advert|sponsor|guanggao|\badv\b|commercial|affiliate|product|shop/],
  ['named caption', /caption|credit|\bphoto|\bimg|image|\bpic|figure|gallery|slideshow|video|player|media/],
  [
    'named byline',
    /byline|author|\bmeta\b|\binfo\b|source|\bdate|\btime|pubdate|publish|dateline|editor|statement|tags?\b|keyword|topics?\b|categor|label|eyebrow|kicker/,
  ],
  ['named lead', /\blead|summary|intro|standfirst|deck|abstract|zhaiyao|daodu|subtitle|sub-?head|chapo|\bdek/],
  ['named infobox', /info-?box|fact|\bbox\b|pull-?quote|embed|tweet|quote/],
];
const TAG_MARKS = [
  'ARTICLE',
  'MAIN',
  'ASIDE',
  'NAV',
  'FOOTER',
  'HEADER',
  'FORM',
  'TABLE',
  'UL',
  'OL',
  'FIGURE',
  'BLOCKQUOTE',
];
const TAGS = ['P', 'LI', 'DIV', 'TD', 'FIGCAPTION'];

export const FEATURES: readonly string[] = [
  ...[
    'units',
    'link share',
    'ends sentence',
    'sentence marks',
    'marks per unit',
    'meta words',
    'digit share',
    'date',
    'separators',
    'capitals',
    'line rule',
    'end rule',
    'quote',
    'seen before',
  ],
  ...TAGS.map((tag) => `tag ${tag}`),
  'tag heading',
  ...TAG_MARKS.map((tag) => `in ${tag}`),
  'declared body',
  ...NAME_MARKS.map(([name]) => name),
  ...[
    'lines after title',
    'place in page',
    'lines from best region',
    'steps from best region',
    'steps from title',
    'before first sentence',
    'after last sentence',
    'after end rule',
  ],
  ...[
    'block share',
    'block sentences',
    'block links',
    'block lines',
    'block sentence units',
    'outer share',
    'outer sentences',
    'outer links',
  ],
  ...['alike share', 'alike lines', 'alike units', 'alike links'],
  ...[
    'previous units',
    'next units',
    'units near',
    'sentences near',
    'links near',
    'headings since title',
    'linked headings since title',
    'lines since heading',
  ],
  ...['page units', 'best share', 'is CJK', 'in structured body', 'as description', 'holds title'],
];
const AT = new Map(FEATURES.map((name, index) => [name, index]));
const at = (name: string): number => AT.get(name) ?? 0;
const MARK_AT = at('in ARTICLE');
const MARKS = TAG_MARKS.length + 1 + NAME_MARKS.length;

const META_WORDS =
  /责任编辑|责编|编辑[:：]|来源|作者|记者|审核|校对|原标题|发布于|发布时间|更新时间|©|copyright|all rights reserved|图片来源|photo|getty|reuters|foto[:s]|\bvia\b|updated|published|read more|sign up|subscribe|follow us|click here|advertisement|点击|扫码|关注|微信|客户端|下载|举报|投诉|版权|转载|声明|登录|注册|阅读全文|展开|相关|推荐|更多|上一篇|下一篇/iu;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** The numbers of every line, in line order; columns as in FEATURES. */
export function featuresOf(outline: Outline, hints: PageHints): Float32Array[] {
  const { lines } = outline;
  const rows = lines.map(() => new Float32Array(FEATURES.length));
  const units = lines.map((line) => unitsOf(line.text));
  const sentences = lines.map((line, i) => isSentenceLike(line, units[i] ?? 0));
  const title = plain(hints.title);
  const titles = lines.flatMap((line, i) =>
    line.text.length < 300 && title.length > 3 && plain(line.text) === title ? [i] : [],
  );
  describeLines(rows, lines, units);
  describeMarkup(rows, outline);
  describePlace(rows, outline, sentences, titles);
  describeBlocks(rows, outline, units, sentences);
  describeAlike(rows, outline, units, sentences);
  describeNeighbours(rows, lines, units, sentences);
  describeHints(rows, lines, units, hints, title);
  return rows;
}

function describeLines(rows: readonly Float32Array[], lines: readonly Line[], units: readonly number[]): void {
  const seen = new Set<string>();
  for (const [i, { text, linkChars }] of lines.entries()) {
    const row = rows[i];
    const size = units[i] ?? 0;
    if (!row) continue;
    const marks = text.match(/[，。！？；、,;!?：…]|\.(?:\s|$)/gu)?.length ?? 0;
    const values: [string, number][] = [
      ['units', Math.min(size, 400)],
      ['link share', Math.min(1, linkChars / Math.max(1, text.length))],
      ['ends sentence', SENTENCE_END.test(text) ? 1 : 0],
      ['sentence marks', SENTENCE_MARK.test(text) ? Math.min(10, marks) : 0],
      ['marks per unit', Math.min(1, (10 * marks) / Math.max(5, size))],
      ['meta words', META_WORDS.test(text.slice(0, 300)) ? 1 : 0],
      ['digit share', (text.match(/\d/g)?.length ?? 0) / text.length],
      ['date', /20\d\d\s?[-/.年]\s?\d{1,2}|\d{1,2}:\d\d|(?:小时|分钟|天)前|\bago\b/u.test(text) ? 1 : 0],
      ['separators', /[|｜»›>·]/u.test(text) ? 1 : 0],
      ['capitals', /^[\p{Lu}\s\d&'’.,:-]+$/u.test(text) && /\p{Lu}/u.test(text) ? 1 : 0],
      ['line rule', CLEAN_RULES.some((rule) => rule.kind === 'line' && matchesRule(rule, text)) ? 1 : 0],
      ['end rule', CLEAN_RULES.some((rule) => rule.kind === 'end' && matchesRule(rule, text)) ? 1 : 0],
      ['quote', /^["“「『‘—–-]/u.test(text) ? 1 : 0],
      ['seen before', seen.has(text) ? 1 : 0],
    ];
    for (const [name, value] of values) row[at(name)] = value;
    seen.add(text);
  }
}

/** Marks of a region and of everything around it, one number each. */
function describeMarkup(rows: readonly Float32Array[], { lines, regions }: Outline): void {
  const marks: Float32Array[] = [];
  for (const region of regions) {
    const above = marks[region.parent];
    const own = ownMarks(region);
    if (own.length === 0 && above) {
      marks.push(above);
      continue;
    }
    const all = above ? Float32Array.from(above) : new Float32Array(MARKS);
    for (const index of own) all[index] = 1;
    marks.push(all);
  }
  for (const [i, line] of lines.entries()) {
    const row = rows[i];
    const mark = marks[line.region];
    if (row && mark) row.set(mark, MARK_AT);
    const tag = regions[line.region]?.tag ?? '';
    if (row && /^H[1-6]$/.test(tag)) row[at('tag heading')] = 1;
    else if (row && TAGS.includes(tag)) row[at(`tag ${tag}`)] = 1;
  }
}

function ownMarks({ element, tag }: Region): number[] {
  const found: number[] = [];
  const byTag = TAG_MARKS.indexOf(tag);
  if (byTag >= 0) found.push(byTag);
  if (tag === 'BODY' || tag === 'HTML') return found;
  if (/articleBody/i.test(element.getAttribute('itemprop') ?? '')) found.push(TAG_MARKS.length);
  const names = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`;
  if (names.length < 2 || names.length > 500) return found;
  const spelled = names
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/_+/g, '-')
    .toLowerCase();
  for (const [index, [, pattern]] of NAME_MARKS.entries())
    if (pattern.test(spelled)) found.push(TAG_MARKS.length + 1 + index);
  return found;
}

function describePlace(
  rows: readonly Float32Array[],
  outline: Outline,
  sentences: readonly boolean[],
  titles: readonly number[],
): void {
  const { lines, regions } = outline;
  const best = bestRegion(outline, weightsOf(outline));
  const range = regions[best] ?? { start: 0, end: lines.length };
  const titleAt = titles.findLast((i) => i < range.end) ?? titles[0] ?? -1;
  const fromBest = stepsUp(regions, best);
  const fromTitle = titleAt >= 0 ? stepsUp(regions, lines[titleAt]?.region ?? 0) : null;
  let first = range.start;
  while (first < range.end && !sentences[first]) first += 1;
  let last = range.end - 1;
  while (last > first && !sentences[last]) last -= 1;
  let endRule = -1;
  for (const [i, line] of lines.entries()) {
    const row = rows[i];
    if (!row) continue;
    const inside = i >= range.start && i < range.end;
    row[at('lines after title')] = titleAt < 0 ? -60 : clamp(i - titleAt, -50, 150);
    row[at('place in page')] = i / lines.length;
    row[at('lines from best region')] = clamp(
      i < range.start ? range.start - i : inside ? 0 : i - range.end + 1,
      0,
      60,
    );
    row[at('steps from best region')] = Math.min(20, fromBest[line.region] ?? 20);
    row[at('steps from title')] = fromTitle ? Math.min(20, fromTitle[line.region] ?? 20) : -1;
    row[at('before first sentence')] = inside ? clamp(first - i, 0, 20) : 0;
    row[at('after last sentence')] = inside ? clamp(i - last, 0, 20) : 0;
    row[at('after end rule')] = endRule < 0 ? 0 : clamp(i - endRule, 1, 30);
    if (endRule < 0 && i > first && row[at('end rule')] === 1) endRule = i;
  }
}

/** For every region, how many steps up from `from` the nearest region is that holds both. */
function stepsUp(regions: readonly Region[], from: number): number[] {
  const chain = new Map<number, number>();
  for (let index = from, steps = 0; index >= 0; index = regions[index]?.parent ?? -1, steps += 1)
    chain.set(index, steps);
  const steps: number[] = [];
  for (const [index, region] of regions.entries()) steps.push(chain.get(index) ?? steps[region.parent] ?? 20);
  return steps;
}

function sumsOf(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [i, value] of values.entries()) sums[i + 1] = (sums[i] ?? 0) + value;
  return sums;
}
const within = (sums: Float64Array, start: number, end: number): number => (sums[end] ?? 0) - (sums[start] ?? 0);

function describeBlocks(
  rows: readonly Float32Array[],
  { lines, regions }: Outline,
  units: readonly number[],
  sentences: readonly boolean[],
): void {
  const text = sumsOf(units.map((size, i) => (sentences[i] ? size : 0)));
  const count = sumsOf(sentences.map(Number));
  const links = sumsOf(lines.map((line) => line.linkChars));
  const chars = sumsOf(lines.map((line) => line.text.length));
  const total = Math.max(1, text[lines.length] ?? 0);
  const blocks = blocksOf(regions);
  for (const [i, line] of lines.entries()) {
    const row = rows[i];
    const block = regions[blocks[line.region] ?? 0];
    if (!row || !block) continue;
    const outer = regions[block.parent < 0 ? 0 : (blocks[block.parent] ?? 0)] ?? block;
    const size = block.end - block.start;
    row[at('block share')] = within(text, block.start, block.end) / total;
    row[at('block sentences')] = within(count, block.start, block.end) / Math.max(1, size);
    row[at('block links')] = within(links, block.start, block.end) / Math.max(1, within(chars, block.start, block.end));
    row[at('block lines')] = Math.min(100, size);
    row[at('block sentence units')] = Math.min(
      200,
      within(text, block.start, block.end) / Math.max(1, within(count, block.start, block.end)),
    );
    row[at('outer share')] = within(text, outer.start, outer.end) / total;
    row[at('outer sentences')] = within(count, outer.start, outer.end) / Math.max(1, outer.end - outer.start);
    row[at('outer links')] = within(links, outer.start, outer.end) / Math.max(1, within(chars, outer.start, outer.end));
    row[at('page units')] = Math.min(5000, total);
  }
}

/** For every region, the nearest one at or above it that holds at least three lines: what a reader would call the block. */
function blocksOf(regions: readonly Region[]): number[] {
  const blocks: number[] = [];
  for (const [index, region] of regions.entries())
    blocks.push(region.end - region.start >= 3 || region.parent < 0 ? index : (blocks[region.parent] ?? 0));
  return blocks;
}

/** Pages mark up all paragraphs of a text alike: the same tags and classes two levels up. */
function describeAlike(
  rows: readonly Float32Array[],
  { lines, regions }: Outline,
  units: readonly number[],
  sentences: readonly boolean[],
): void {
  const name = (region: Region | undefined): string =>
    region ? `${region.tag}.${(region.element.getAttribute('class') ?? '').slice(0, 80)}` : '';
  const names = regions.map((region) => `${name(regions[region.parent])}>${name(region)}`);
  const tallies = new Map<string, { text: number; units: number; lines: number; links: number; chars: number }>();
  for (const [i, line] of lines.entries()) {
    const key = names[line.region] ?? '';
    const tally = tallies.get(key) ?? { text: 0, units: 0, lines: 0, links: 0, chars: 0 };
    tally.text += sentences[i] ? (units[i] ?? 0) : 0;
    tally.units += units[i] ?? 0;
    tally.lines += 1;
    tally.links += line.linkChars;
    tally.chars += line.text.length;
    tallies.set(key, tally);
  }
  const total = Math.max(
    1,
    units.reduce((sum, size, i) => sum + (sentences[i] ? size : 0), 0),
  );
  for (const [i, line] of lines.entries()) {
    const row = rows[i];
    const tally = tallies.get(names[line.region] ?? '');
    if (!row || !tally) continue;
    row[at('alike share')] = tally.text / total;
    row[at('alike lines')] = Math.min(100, tally.lines);
    row[at('alike units')] = Math.min(200, tally.units / tally.lines);
    row[at('alike links')] = tally.links / Math.max(1, tally.chars);
  }
}

function describeNeighbours(
  rows: readonly Float32Array[],
  lines: readonly Line[],
  units: readonly number[],
  sentences: readonly boolean[],
): void {
  const isLink = lines.map((line) => line.linkChars > line.text.length * 0.5);
  const signed = (i: number): number =>
    i < 0 || i >= lines.length ? 0 : isLink[i] ? -Math.min(50, units[i] ?? 0) : Math.min(150, units[i] ?? 0);
  const text = sumsOf(units.map((size, i) => (sentences[i] ? Math.min(200, size) : 0)));
  const count = sumsOf(sentences.map(Number));
  const links = sumsOf(isLink.map(Number));
  let headings = 0;
  let linkedHeadings = 0;
  let sinceHeading = 60;
  for (const i of lines.keys()) {
    const row = rows[i];
    if (!row) continue;
    const isHeading = row[at('tag heading')] === 1;
    if (row[at('lines after title')] === 0) headings = linkedHeadings = 0;
    else if (isHeading) {
      headings += 1;
      if (isLink[i]) linkedHeadings += 1;
    }
    sinceHeading = isHeading ? 0 : sinceHeading + 1;
    const from = Math.max(0, i - 4);
    const to = Math.min(lines.length, i + 5);
    row[at('previous units')] = signed(i - 1);
    row[at('next units')] = signed(i + 1);
    row[at('units near')] = within(text, from, to);
    row[at('sentences near')] = within(count, from, to);
    row[at('links near')] = within(links, from, to);
    row[at('headings since title')] = Math.min(30, headings);
    row[at('linked headings since title')] = Math.min(15, linkedHeadings);
    row[at('lines since heading')] = Math.min(60, sinceHeading);
  }
}

function describeHints(
  rows: readonly Float32Array[],
  lines: readonly Line[],
  units: readonly number[],
  hints: PageHints,
  title: string,
): void {
  const body = hints.structuredBody ? plain(hints.structuredBody) : '';
  const description = plain(hints.description ?? '');
  const han = lines.reduce((sum, line) => sum + (line.text.match(/\p{sc=Han}/gu)?.length ?? 0), 0);
  const chars = lines.reduce((sum, line) => sum + line.text.length, 0);
  const bestRows = rows.filter((row) => row[at('steps from best region')] === 0);
  const bestShare =
    bestRows.reduce((sum, row) => sum + (row[at('units')] ?? 0), 0) /
    Math.max(
      1,
      rows.reduce((sum, row) => sum + (row[at('units')] ?? 0), 0),
    );
  for (const [i, line] of lines.entries()) {
    const row = rows[i];
    if (!row) continue;
    row[at('is CJK')] = han > chars * 0.2 ? 1 : 0;
    row[at('best share')] = bestShare;
    row[at('in structured body')] = -1;
    if ((units[i] ?? 0) < 6) continue;
    const text = plain(line.text);
    if (body.length >= 100) row[at('in structured body')] = body.includes(text.slice(0, 60)) ? 1 : 0;
    if (description.length > 20 && text.length > 8)
      row[at('as description')] =
        text === description
          ? 2
          : description.startsWith(text.slice(0, 20)) || text.startsWith(description.slice(0, 20))
            ? 1
            : 0;
    if (title.length > 6 && text.includes(title)) row[at('holds title')] = text.length < title.length * 1.5 ? 2 : 1;
  }
}
