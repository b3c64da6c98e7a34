/** The main text by text density: lines of running text count for their region, links and scraps against it; the heaviest region wins. */
import type { Line, Outline, Region } from './outline.ts';

/** A Han character or kana says about as much as two and a half Latin letters. */
const LATIN_UNIT = 0.4;

export function unitsOf(text: string): number {
  let units = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x2e80 && code !== 0x3000 && !(code >= 0x3001 && code <= 0x303f) && !(code >= 0xff00 && code <= 0xff0f))
      units += 1;
    else if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code >= 0xc0)
      units += LATIN_UNIT;
  }
  return units;
}

export const SENTENCE_MARK = /[，。！？；：、,;!?：…]|\.(?:\s|$|["”’')\]])/u;
export const SENTENCE_END = /[。！？!?…；;.．][”’」』"'）)\]】]*$/u;

export function weightOf(line: Line): number {
  const units = unitsOf(line.text);
  const chars = line.text.replace(/\s+/g, '').length || 1;
  const share = Math.min(1, line.linkChars / chars);
  if (share > 0.6) return -Math.min(12, 4 + units * 0.3);
  const text = units * (1 - share);
  if (SENTENCE_END.test(line.text)) return text + 4;
  if (SENTENCE_MARK.test(line.text)) return units >= 25 ? text * 0.9 : units >= 12 ? text * 0.3 : -2;
  return units >= 30 ? text * 0.5 : -4;
}

const UNLIKELY_WORDS =
  /(?:^|[^a-z])(?:comments?|cmt|pinglun|related|relate|relevant|recommend(?:ed|ation|ations)?|recom|tuijian|xiangguan|sidebar|side|aside|footer|foot|nav|navbar|navigation|menu|breadcrumbs?|crumbs?|share|sharing|social|toolbar|hot|rank|ranking|paihang|popular|trending|most|advert\w*|ads?|adv|promo\w*|sponsor\w*|banner|copyright|subscribe|newsletter|login|signup|modal|popup|dialog|cookies?|consent|tags?|pager|pagination|paging|qrcode|ewm|teasers?|outbrain|taboola|disqus|reply|replies|readmore|morenews|hotnews|author[^a-z]?(?:card|box|bio|info)|bio|about[^a-z]?author|more)(?:$|[^a-z])/i;
const UNLIKELY_TAGS = new Set(['ASIDE', 'NAV', 'FOOTER', 'FORM', 'DIALOG']);

export function isUnlikely(region: Region): boolean {
  if (UNLIKELY_TAGS.has(region.tag)) return true;
  if (region.tag === 'BODY' || region.tag === 'ARTICLE' || region.tag === 'MAIN') return false;
  const { element } = region;
  const role = element.getAttribute('role');
  if (role && /^(navigation|complementary|contentinfo|dialog|menu)$/.test(role)) return true;
  const names = `${element.getAttribute('class') ?? ''} ${element.id}`.replace(/([a-z])([A-Z])/g, '$1-$2');
  return names.length < 400 && UNLIKELY_WORDS.test(names);
}

/** Running text: long enough, not linked, and with the marks of sentences. */
export function isSentenceLike(line: Line, units: number): boolean {
  if (line.linkChars > line.text.length * 0.5) return false;
  if (SENTENCE_END.test(line.text)) return units >= 8;
  return SENTENCE_MARK.test(line.text) ? units >= 25 : units >= 40;
}

/** The weight of every line; a long line that was seen before weighs nothing, so that a second copy of a body draws nothing to itself. */
export function weightsOf({ lines, regions }: Outline): number[] {
  const seen = new Set<string>();
  const raw = lines.map((line) => {
    const weight = weightOf(line);
    if (weight <= 12) return weight;
    if (seen.has(line.text)) return 0;
    seen.add(line.text);
    return weight;
  });
  const sums = [0];
  for (const weight of raw) sums.push((sums.at(-1) ?? 0) + Math.max(0, weight));
  const total = sums.at(-1) ?? 0;
  const weights = [...raw];
  for (const region of regions) {
    const text = (sums[region.end] ?? 0) - (sums[region.start] ?? 0);
    if (text > 0 && text < UNLIKELY_MAX_SHARE * total && isUnlikely(region)) {
      for (let i = region.start; i < region.end; i += 1) weights[i] = Math.min(0, weights[i] ?? 0);
    }
  }
  return weights;
}
/** A region named `comments` that holds more than this share of the page's text is misnamed. */
const UNLIKELY_MAX_SHARE = 0.4;

/** Down from the root into the heaviest child for as long as it keeps most of the weight. */
export function bestRegion({ regions }: Outline, weights: readonly number[]): number {
  const sums = [0];
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight);
  const scoreOf = (region: Region): number => (sums[region.end] ?? 0) - (sums[region.start] ?? 0);
  const heaviest = new Map<number, number>();
  for (const [index, region] of regions.entries()) {
    const rival = regions[heaviest.get(region.parent) ?? -1];
    if (!rival || scoreOf(region) > scoreOf(rival)) heaviest.set(region.parent, index);
  }
  let best = 0;
  for (;;) {
    const here = regions[best];
    const child = heaviest.get(best);
    const region = child === undefined ? undefined : regions[child];
    if (!here || !region || child === undefined || scoreOf(region) < KEEP_SHARE * scoreOf(here)) return best;
    best = child;
  }
}
const KEEP_SHARE = 0.7;
