/** Discuz forums (2.x to X3.5, GBK or UTF-8): the threads of one forum, paged. The reader takes floor one of a thread. */
import { readFeedDate } from './_dates.ts';
import { absolute, oneLine, readHtml } from './_html.ts';
import { address, defineKind, LayoutChanged, type Answer, type Entry } from './_source.ts';

export const discuz = defineKind({
  kind: 'discuz',
  label: 'Discuz forum',
  verified: false,
  shape: {
    url: address.describe(
      'first page of a forum: https://bbs.example.com/forum-2-1.html or forum.php?mod=forumdisplay&fid=2',
    ),
  },
  home: ({ url }) => new URL('/', url).href,
  start: ({ url }) => [{ url, page: 1 }],
  list(answer) {
    const $ = readHtml(answer.text);
    const found = new Map<string, Entry>();
    $('tbody[id^=normalthread]').each((_, element) => {
      const link = $(element).find('a.xst, th a[href*="thread-"], th a[href*="viewthread"]').first();
      const url = firstPage(absolute(link.attr('href'), answer.finalUrl));
      const posted = $(element).find('td.by').first().find('em span');
      const date = readFeedDate(
        posted.find('[title]').attr('title') ?? posted.attr('title') ?? (oneLine(posted.first().text()) || null),
      );
      if (url) found.set(url, { url, title: oneLine(link.text()) || null, publishedAt: date });
    });
    const isForum = $('meta[name=generator][content*="Discuz"], #threadlist, #threadlisttableid').length > 0;
    if (found.size === 0 && !isForum)
      throw new LayoutChanged(`expected a Discuz thread list at ${answer.finalUrl}, got another page`);
    return { entries: [...found.values()], next: found.size > 0 ? nextPage($, answer) : [] };
  },
});

/** "thread-123-4-2.html" -> "thread-123-1-1.html": floor one is on the first page, and the third number only remembers the list. */
function firstPage(url: string | null): string | null {
  return (
    url
      ?.replace(/thread-(\d+)-\d+-\d+\.html/, 'thread-$1-1-1.html')
      .replace(/([?&])extra=[^&]*&?/, '$1')
      .replace(/[?&]$/, '') ?? null
  );
}

function nextPage($: ReturnType<typeof readHtml>, answer: Answer): { url: string; page: number }[] {
  const url = absolute($('.pg a.nxt, a.nxt').first().attr('href'), answer.finalUrl);
  return url && url !== answer.ask.url ? [{ url, page: (answer.ask.page ?? 1) + 1 }] : [];
}
