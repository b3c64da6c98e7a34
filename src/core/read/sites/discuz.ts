/**
 * Discuz X and Discuz 7 threads, recognised by the generator tag or their markup. Floor one is the article; the replies are kept apart
 * in `cut`, so that they can be seen and never be taken for the report.
 */
import type { Article, ReadInput, Skipped } from '../../types.ts';
import { linesOf, trimLine } from '../outline.ts';
import type { DateContext } from '../dates.ts';
import { parsePageDate } from '../dates.ts';
import { metaOfDocument } from '../meta.ts';
import { withoutSite } from '../title.ts';
import { articleFrom, chinaContext, firstDate, textAt } from './_layout.ts';
import type { SiteReader } from './_site.ts';
import { readerId } from './_site.ts';

const LAYOUT = { layout: 'discuz', version: 1 };
const MARKUP =
  /<meta[^>]{1,80}content=["']Discuz!|Powered by\s*(?:<[^>]{1,200}>\s*){0,4}Discuz!|id=["']?postmessage_\d+/i;
/** 本帖最后由 某某 于 2025-7-8 11:00 编辑; quotes and attachment notes. */
const NOT_THE_POST = 'i.pstatus, .pstatus, .quote, blockquote, .attach_nopermission, .tip, .aimg_tip, .jammer, .locked';
/** GMT+8, 2025-12-28 07:29 , Processed in 0.164571 second(s), 31 queries */
const PAGE_CLOCK = /GMT\s?\+8,\s*(20\d\d-\d{1,2}-\d{1,2} \d\d:\d\d)/;

export const discuz: SiteReader = {
  ...LAYOUT,
  matches: () => false,
  matchesMarkup: (html) => MARKUP.test(html.slice(0, 400_000)),
  read(input: ReadInput, document: Document): Article | Skipped | null {
    const posts = [...document.querySelectorAll('[id^="postmessage_"]')];
    const first = posts[0];
    if (!first) return null;
    const number = first.id.slice('postmessage_'.length);
    const holder =
      document.querySelector(`#post_${number}`) ??
      document.querySelector(`#pid${number}`) ??
      first.parentElement ??
      first;
    const date = dateOf(document, number, clockOf(document, input.fetchedAt));
    const author =
      textAt(holder, '.authi a.xw1') ||
      textAt(holder, '.postauthor cite a, .postauthor a, cite a') ||
      textAt(holder, '.authi a');
    const facts = {
      title: threadTitle(document),
      authors: author ? [author] : [],
      outlet: metaOfDocument(document).tags.get('application-name') ?? null,
      editor: null,
      date,
      reader: readerId(LAYOUT),
    };
    const article = articleFrom(first, facts, input.url, (element) => element.matches(NOT_THE_POST));
    if (!('cut' in article)) return article;
    const replies = posts
      .slice(1, 21)
      .map((post) => ({ reason: 'reply', text: trimLine(post.textContent ?? '').slice(0, 500) }));
    return { ...article, cut: [...article.cut, ...replies] };
  },
};

/** The subject alone: the heading also holds the thread's type (`[资讯]`), the title element the forum's and the board's name. */
function threadTitle(document: Document): string {
  const subject =
    textAt(document, '#thread_subject') || textAt(document, '#threadtitle h1') || textAt(document, 'h1.ts');
  if (subject) return subject.replace(/^\[[^\]]{1,12}\]\s*/u, '');
  const meta = metaOfDocument(document);
  return withoutSite(meta.documentTitle, meta);
}

function dateOf(document: Document, number: string, context: DateContext) {
  const stamp = document.querySelector(`#authorposton${number}`) ?? document.querySelector('[id^="authorposton"]');
  const absolute = stamp?.querySelector('[title]')?.getAttribute('title') ?? '';
  return firstDate([absolute, trimLine(stamp?.textContent ?? '')], context);
}

/** The page's own clock at its foot is when 昨天 and 2 小时前 were true. */
function clockOf(document: Document, fetchedAt: string): DateContext {
  const context = chinaContext(fetchedAt);
  const foot = document.body ? linesOf(document.body).slice(-12) : [];
  for (const line of foot) {
    const local = PAGE_CLOCK.exec(line.text)?.[1];
    const clock = local ? parsePageDate(local, context) : null;
    if (clock) return { ...context, fetchedAt: new Date(clock.value).toISOString() };
  }
  return context;
}
