/** The demo's redwatch.yaml, as an object: what is watched, the eight sites as sources, and who is told. */
import type { DemoWeb } from './server.ts';

/** Shared by the demo's settings and its webhook receiver; both live on loopback for as long as the demo runs. */
export const WEBHOOK_SECRET = 'the demo signs with this on loopback only';

export type DemoPlaces = {
  dataDir: string;
  /** Where receivers.ts listens. */
  webhookUrl: string;
  smtpPort: number;
  /** 127.0.0.1 when it is left out. */
  smtpHost?: string;
  /** 0 takes any free port. */
  deskPort?: number;
};

/** Settings for one run of the demo. Only the demo's own host:port pairs are let through the fetch gate. */
export function demoSettings(web: DemoWeb, places: DemoPlaces): unknown {
  return {
    dataDir: places.dataDir,
    desk: { host: '127.0.0.1', port: places.deskPort ?? 0 },
    net: {
      allow: [...web.sites.map((site) => site.origin), places.webhookUrl].map((url) => new URL(url).host),
      // Real sites get 3000; these are our own.
      paceMs: 20,
    },
    watches: [xiaohongshu, yanhu],
    sources: sourcesOf(web),
    channels: [
      { id: 'newsroom', type: 'webhook', url: places.webhookUrl, secret: WEBHOOK_SECRET },
      {
        id: 'mail',
        type: 'email',
        host: places.smtpHost ?? '127.0.0.1',
        port: places.smtpPort,
        security: 'none',
        from: 'Redwatch <redwatch@redwatch.example>',
      },
    ],
    alerts: {
      // The demo shows each alert of its first night; a real installation gets one digest for all that was there before it.
      firstCrawl: 'each',
      rules: [
        {
          id: 'new-departure',
          name: '任何关注公司的高管离职',
          recipients: [
            { channel: 'newsroom', to: '编辑部' },
            { channel: 'mail', to: 'analyst@redwatch.example' },
          ],
        },
        {
          id: 'yanhu-departure',
          name: '砚湖科技高管离职',
          watches: ['yanhu'],
          recipients: [{ channel: 'mail', to: 'investor@redwatch.example' }],
        },
      ],
    },
  };
}

const xiaohongshu = {
  id: 'xiaohongshu',
  name: '小红书',
  names: ['小红书', '小紅書', 'Xiaohongshu', 'RedNote', '行吟信息'],
  ambiguous: [{ name: 'RED', context: ['小红书', 'app', 'notes', '种草', '笔记'] }],
  products: ['红猫计划', 'Red Cat Plan', '种草直达'],
  people: [
    { name: '赵维晨', aliases: [alias('白哉', '薯名'), alias('Zhao Weichen', '英文名'), alias('Baizai', '英文名')] },
    { name: '吴颖炳', aliases: [alias('东丈', '薯名'), alias('Wu Yingbing', '英文名'), alias('Dongzhang', '英文名')] },
    { name: '苍响', aliases: [alias('Cangxiang', '英文名')] },
  ],
};

/** Invented, like everybody who works there. */
const yanhu = {
  id: 'yanhu',
  name: '砚湖科技',
  names: ['砚湖科技', '硯湖科技', 'Yanhu Tech'],
  ambiguous: [{ name: '砚湖', context: ['科技', '小铺', '店主'] }],
  products: ['砚湖小铺', '拾光橱窗'],
  people: [
    { name: '沈听澜', aliases: [alias('远山', '花名'), alias('Shen Tinglan', '英文名')] },
    { name: '苏以棠', aliases: [alias('青禾', '花名'), alias('Su Yitang', '英文名')] },
    { name: '梁予安', aliases: [] },
  ],
};

function alias(text: string, kind: string) {
  return { text, kind };
}

/** One source per site, each of the kind its real counterpart would have. */
function sourcesOf(web: DemoWeb): unknown[] {
  const at = web.origin;
  const sources = [
    { id: 'portal', kind: 'amz123', site: at('portal'), api: at('portal'), pageSize: 2 },
    { id: 'media', kind: 'dashu10100', site: at('media') },
    { id: 'forum', kind: 'discuz', url: `${at('forum')}/forum-2-1.html` },
    { id: 'repost', kind: 'list-page', url: `${at('repost')}/`, links: 'article.card h2 a' },
    { id: 'rewrite', kind: 'sitemap', url: `${at('rewrite')}/sitemap.xml`, maxAgeDays: 36_500 },
    { id: 'wire', kind: 'feed', url: `${at('wire')}/feed.xml` },
    {
      id: 'app',
      kind: 'browser-list',
      url: `${at('app')}/`,
      links: '.stories a',
      waitFor: '#root > :not(.loading)',
      articlePages: true,
    },
    { id: 'bad', kind: 'list-page', url: `${at('bad')}/`, links: '.list a' },
  ] as const;
  return sources.map((source) => ({
    ...source,
    name: web.sites.find(({ id }) => id === source.id)?.name,
    delaySecs: 0.02,
  }));
}
