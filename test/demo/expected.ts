/**
 * What the demo must find on each night: the yardstick of its end-to-end test. Everything here is what a careful reader of
 * the small web would say; nothing of it is known to the product.
 */
import type { DemoWeb } from './server.ts';
import type { SiteId } from './site.ts';

/** A page by its site and path: `media/article/20988`. */
export type PageRef = `${SiteId}/${string}`;

/** The address of a page while this web is up. */
export function addressOf(web: DemoWeb, ref: PageRef): string {
  const cut = ref.indexOf('/');
  return web.origin(ref.slice(0, cut) as SiteId) + ref.slice(cut);
}

export type ExpectedStory = {
  about: string;
  /** Exact, near and partial copies and their original. Which of them counts as first may depend on the order of arrival. */
  copies: readonly PageRef[];
  /** The same report in other words: the same story, told as `rewrite`. */
  rewrites: readonly PageRef[];
  /** Reports of their own about the same event: never folded away as copies. */
  ownReports: readonly PageRef[];
};

export type ExpectedDeparture = {
  /** Any of these names is right for the person; the first is the fullest. */
  names: readonly string[];
  watch: 'xiaohongshu' | 'yanhu';
  role: string;
  date: string;
  status: 'departed' | 'denied';
  /** Pages that report it; each must give a claim with a quote. */
  pages: readonly PageRef[];
};

export type ExpectedNight = {
  /** Articles that name a watched company and appear for the first time. */
  articles: readonly PageRef[];
  /** Read, kept, and skipped because they name no watched company. */
  irrelevant: readonly PageRef[];
  stories: readonly ExpectedStory[];
  departures: readonly ExpectedDeparture[];
  /** New departures times those who are told of them (settings.ts). */
  alerts: readonly { departure: string; channel: 'newsroom' | 'mail'; to: string }[];
};

/** Pages that end as a failure or a refusal, with what must be said about them. The forbidden one is never asked for. */
export const mishaps: Readonly<Record<PageRef, RegExp>> = {
  'bad/broken': /500/,
  'bad/missing': /404/,
  'bad/private': /10\.0\.0\.1|private|public/i,
  'bad/metadata': /169\.254\.169\.254|link-?local|public/i,
  'bad/bomb': /large|limit|bytes|MB/i,
  'bad/forbidden/ledger': /robots/i,
  'bad/endless': /time|reset|closed|aborted/i,
  'bad/empty': /empty/i,
};

const zhao = { names: ['赵维晨', '白哉'], role: '商业化互联网行业负责人', date: '2025-06' };
const wu = { names: ['吴颖炳', '东丈'], role: '商业化中台负责人', date: '2025-02' };
const cang = { names: ['苍响'], role: '商业技术负责人', date: '2025-04' };
const reports: readonly PageRef[] = ['portal/t/Qm7xK2pA', 'repost/post/2025/0622-1.html', 'rewrite/a/6201.html'];
const told = (departure: string, ...people: readonly ['newsroom' | 'mail', string][]) =>
  people.map(([channel, to]) => ({ departure, channel, to }));

export const nightOne: ExpectedNight = {
  articles: [
    'portal/t/Qm7xK2pA',
    'portal/t/Hs5vR1cY',
    'portal/kx/88213',
    'portal/kx/87540',
    'media/article/20417',
    'media/article/20988',
    'media/article/23402',
    'forum/thread-1041-1-1.html',
    'repost/post/2025/0622-1.html',
    'repost/post/2025/0914-3.html',
    'rewrite/a/6201.html',
    'rewrite/a/6544.html',
    'wire/2025/06/commercial-chief',
    'wire/2025/06/red-cat-plan',
    'app/story/311',
    'bad/good',
    'bad/lying-charset',
  ],
  irrelevant: [
    'portal/t/Zf3bN8wL',
    'media/article/23310',
    'forum/thread-1038-1-1.html',
    'repost/post/2025/1225-2.html',
    'rewrite/a/6910.html',
    'wire/2025/12/red-sea',
    'app/story/358',
  ],
  stories: [
    {
      about: 'three leave Xiaohongshu',
      copies: ['portal/t/Qm7xK2pA', 'repost/post/2025/0622-1.html'],
      rewrites: ['rewrite/a/6201.html'],
      ownReports: ['wire/2025/06/commercial-chief'],
    },
    {
      about: 'the valuation',
      copies: ['media/article/20988', 'repost/post/2025/0914-3.html'],
      rewrites: ['rewrite/a/6544.html'],
      ownReports: [],
    },
  ],
  departures: [
    { ...zhao, watch: 'xiaohongshu', status: 'departed', pages: [...reports, 'wire/2025/06/commercial-chief'] },
    {
      ...wu,
      watch: 'xiaohongshu',
      status: 'departed',
      pages: [...reports, 'wire/2025/06/commercial-chief', 'media/article/20417'],
    },
    {
      ...cang,
      watch: 'xiaohongshu',
      status: 'departed',
      pages: [...reports, 'wire/2025/06/commercial-chief', 'media/article/20417'],
    },
    {
      names: ['梁予安'],
      watch: 'yanhu',
      role: '首席财务官',
      date: '2025-12-27',
      status: 'denied',
      pages: ['media/article/23402'],
    },
  ],
  alerts: ['赵维晨', '吴颖炳', '苍响'].flatMap((name) =>
    told(name, ['newsroom', '编辑部'], ['mail', 'analyst@redwatch.example']),
  ),
};

export const nightTwo: ExpectedNight = {
  articles: [
    'media/article/23466',
    'portal/t/Wd9tE4uJ',
    'repost/post/2025/1229-1.html',
    'rewrite/a/6977.html',
    'wire/2025/12/yanhu-tech',
    'forum/thread-1046-1-1.html',
  ],
  irrelevant: ['media/article/23471'],
  stories: [
    {
      about: 'the commercial chief leaves Yanhu',
      copies: ['media/article/23466', 'portal/t/Wd9tE4uJ', 'repost/post/2025/1229-1.html'],
      rewrites: ['rewrite/a/6977.html'],
      ownReports: ['wire/2025/12/yanhu-tech'],
    },
  ],
  departures: [
    {
      names: ['沈听澜', '远山'],
      watch: 'yanhu',
      role: '商业化负责人',
      date: '2025-12-26',
      status: 'departed',
      pages: [
        'media/article/23466',
        'portal/t/Wd9tE4uJ',
        'repost/post/2025/1229-1.html',
        'rewrite/a/6977.html',
        'wire/2025/12/yanhu-tech',
      ],
    },
  ],
  alerts: told(
    '沈听澜',
    ['newsroom', '编辑部'],
    ['mail', 'analyst@redwatch.example'],
    ['mail', 'investor@redwatch.example'],
  ),
};
