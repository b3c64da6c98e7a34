/**
 * A synthetic month of news about invented companies, as the web brings it: own reports, copies with another headline and a line of
 * promotion, pieces of reports inside other articles, templated notices that look alike and tell of different things, departures
 * carried by several sites. Article n is made from its number alone, so that any part of any month can be made anywhere.
 */
export type MonthArticle = {
  n: number;
  kind: 'report' | 'copy' | 'part' | 'notice' | 'departure';
  /** The article it was copied or cut from. */
  of: number | null;
  title: string;
  outlet: string;
  /** ISO with +08:00. */
  publishedAt: string;
  paragraphs: readonly string[];
};

/** Shares of a month: half of it is carried over from elsewhere, as on the news pages that the grouping's data came from. */
const SHARES: readonly [MonthArticle['kind'], number][] = [
  ['report', 0.38],
  ['copy', 0.35],
  ['part', 0.06],
  ['notice', 0.19],
  ['departure', 0.02],
];
/** A copy appears within this many articles of its original. */
const REACH = 300;

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const words = (text: string) => text.split(' ');

const STEMS = words(
  '听潮 云岫 鹿鸣 松间 拾穗 远帆 青瓦 山雀 白露 星槎 雾川 麦田 临渊 折竹 春汛 石桥 南枝 晚钟 萤火 长堤',
);
const KINDS = words('网络 科技 优选 出行 教育');
const ROLES = words('首席运营官 首席财务官 首席技术官 首席产品官 首席战略官 首席营销官 市场副总裁 人力资源副总裁');
const SURNAMES = words('宋 袁 温 顾 许 沈 陆 江 季 贺 方 丁 白 叶 余 石 段 尹 邵 黎');
const FIRST = words('砚 听 予 怀 知 慕 清 望 景 若 以 书 明 静 云 子 长 归 星 南 亦 承 宛 疏 既 令 嘉 维 思 沐');
const LAST = words('青 澜 安 瑾 行 言 禾 舒 深 川 宁 白 远 姝 舟 衿 庚 鸿 野 乔 初 棠 屿 桐 砂 岚 砺 辰 榆 朗');
// Own words, two signs each and used as unevenly as words are: sentences that share a form would all tell of one event. So many of them
// that two reports share .071 of their weight at most (158,203 pairs); unrelated ones of real news share up to .13 (dedup/event.ts).
const SIGNS =
  '山水木石花草鱼鸟风雨云雪灯桥船车纸笔书画琴棋茶酒米面盐糖布线针鞋帽衣柜箱门窗墙瓦砖泥沙土田园村镇街巷井泉池湖海港岛岸河溪林森竹松柏梅兰菊桃李杏梨枣栗豆瓜果菜根叶枝芽蜂蝶蝉蛙雁鹤鹰燕马牛羊鹿狐猫犬兔龟虾蟹贝珠玉金银铜铁锡钟鼓笛铃旗伞篮筐桶盆碗碟勺壶杯盘炉灶柴炭烟火光影星月春夏秋冬晨昏昼夜东西南北红黄蓝绿青紫黑白灰圆方长短宽窄厚薄软硬冷暖干湿轻重远近';
const WORDS = 30_000;
const COMMON = words('的 了 在 和 把 从 对 也 都 还 再 又');
const PLACES = words('河港 东埠 柳塘 石湾 北桥 临江 云坪 雁岭 沙洲 松原 望海 白沙 新堰 古渡 竹溪 南屏');
const OUTLETS = words('潮汐商业观察 街角财经 货架周刊 远桥新闻 二楼茶座 渡口日报 半山评论 长街快讯 灯塔消费 北窗科技');

/** Companies that a month speaks of, as `watches` of the settings. */
export const MONTH_WATCHES = STEMS.flatMap((stem, s) =>
  KINDS.map((kind, k) => ({ id: `m${s}-${k}`, name: stem + kind, names: [stem + kind] })),
);

/** mulberry32 (public domain): the same number brings the same month. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const randomOf = (n: number, purpose: number) =>
  randomFrom(Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(purpose, 0x85ebca6b));

/** What article n is. */
export function kindOf(n: number): MonthArticle['kind'] {
  let left = randomOf(n, 1)();
  for (const [kind, share] of SHARES) if ((left -= share) < 0) return n === 0 && kind !== 'departure' ? 'report' : kind;
  return 'report';
}

/** Article n of the month. */
export function monthArticle(n: number): MonthArticle {
  const kind = kindOf(n);
  const random = randomOf(n, 2);
  const of = kind === 'copy' || kind === 'part' ? originalOf(n, random) : null;
  // Some thirty thousand a minute would be a flood; a month has 2,592,000 seconds.
  const publishedAt = new Date(Date.UTC(2025, 10, 1) + ((n * 7.9) % 2_592_000) * 1000 + 8 * 3_600_000);
  const base = {
    n,
    kind,
    of,
    outlet: pick(random, OUTLETS),
    publishedAt: `${publishedAt.toISOString().slice(0, 19)}+08:00`,
  };
  if (of !== null) {
    const original = monthArticle(of);
    return kind === 'copy' ? { ...base, ...copyOf(original, random) } : { ...base, ...partOf(original, n, random) };
  }
  if (kind === 'departure') return { ...base, ...departureOf(n, random, publishedAt) };
  return { ...base, ...(kind === 'notice' ? noticeOf(n, random) : reportOf(n, random)) };
}

function originalOf(n: number, random: () => number): number | null {
  const from = Math.floor(random() * Math.min(n, REACH));
  for (let back = from; back < n && back < 4 * REACH; back++) {
    const kind = kindOf(n - 1 - back);
    if (kind === 'report' || kind === 'departure') return n - 1 - back;
  }
  return null;
}

type Words = Pick<MonthArticle, 'title' | 'paragraphs'>;

const watchOf = (n: number) => MONTH_WATCHES[(n * 37) % MONTH_WATCHES.length] as (typeof MONTH_WATCHES)[number];
const company = (n: number) => watchOf(n).name;
/** The company that article n speaks of, at least when it is no copy. */
export const companyIdsOf = (n: number) => [watchOf(n).id];
const somebody = (random: () => number) => pick(random, SURNAMES) + pick(random, FIRST) + pick(random, LAST);
const number = (random: () => number, most: number) => 2 + Math.floor(random() * most);

function word(random: () => number): string {
  const n = Math.imul(Math.floor(WORDS * random() ** 2) + 1, 0x9e3779b1) >>> 0;
  return (SIGNS[n % SIGNS.length] as string) + (SIGNS[(n >>> 12) % SIGNS.length] as string);
}

function sentence(random: () => number): string {
  const clause = () => {
    const some = Array.from({ length: 3 + Math.floor(random() * 3) }, () => word(random));
    some.splice(1, 0, pick(random, COMMON));
    return some.join('') + (random() < 0.2 ? `${number(random, 900)}件` : '');
  };
  return `${Array.from({ length: number(random, 3) }, clause).join('，')}。`;
}

const paragraph = (random: () => number, sentences: number) =>
  Array.from({ length: sentences }, () => sentence(random)).join('');

function reportOf(n: number, random: () => number): Words {
  const org = company(n);
  return {
    title: `${org}${word(random)}${word(random)}${pick(random, COMMON)}${word(random)}${word(random)}`,
    paragraphs: [
      `${org}（虚构的公司）${sentence(random)}${sentence(random)}`,
      ...Array.from({ length: number(random, 4) }, () => paragraph(random, 4)),
      `${sentence(random)}${org}${sentence(random)}`,
    ],
  };
}

/** One form, filled with other shops, days and numbers: similar in letters, different in fact. */
function noticeOf(n: number, random: () => number): Words {
  const [org, place, count] = [company(n), pick(random, PLACES), number(random, 9000)];
  const shop = `${place}${somebody(random)}店`;
  return {
    title: `${org}${shop}营业时间通知`,
    paragraphs: [
      `${org}（虚构的公司）${shop}自本月${1 + (n % 28)}日起调整营业时间，编号${n}-${count}，早上${6 + (n % 5)}点开门，晚上${8 + (n % 3)}点关门。`,
      `店内${word(random)}共${count}件，${word(random)}照常使用。会员请带好卡片，遇到排队请听店员安排。`,
      `联系电话尾号${1000 + ((n * 7919) % 9000)}，负责人${somebody(random)}。以上时间如有变化，以门口的告示为准。`,
    ],
  };
}

function departureOf(n: number, random: () => number, at: Date): Words {
  const org = company(n);
  // Every departure has a person of its own: 7919 shares no factor with the number of names.
  const name = (n * 7919) % (SURNAMES.length * FIRST.length * LAST.length);
  const who =
    (SURNAMES[name % SURNAMES.length] as string) +
    (FIRST[Math.floor(name / SURNAMES.length) % FIRST.length] as string) +
    (LAST[Math.floor(name / SURNAMES.length / FIRST.length)] as string);
  const role = pick(random, ROLES);
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return {
    title: `${org}${role}${who}离职`,
    paragraphs: [
      `${org}（虚构的公司）${role}${who}已于${day}离职。公司当晚的内部信说，交接在${number(random, 40)}天内完成。${paragraph(random, 3)}`,
      `${who}${number(random, 9)}年前加入${org}，从${pick(random, PLACES)}一间只有${number(random, 60)}张桌子的办公室做起。${paragraph(random, 3)}`,
      ...Array.from({ length: number(random, 2) }, () => paragraph(random, 4)),
    ],
  };
}

/** Another headline before the same words, now and then an introduction and a line of promotion. */
function copyOf({ title, paragraphs }: MonthArticle, random: () => number): Words {
  const intro = random() < 0.4 ? [`小编按：第${number(random, 9000)}期读者来信里有人问起这件事，正好今天有消息。`] : [];
  const end = random() < 0.4 ? [`关注我们，每天早上${number(random, 9)}点一起读新闻。`] : [];
  return { title: random() < 0.5 ? title : `快讯｜${title}`, paragraphs: [...intro, ...paragraphs, ...end] };
}

/** A long piece of a report inside an article of its own. */
function partOf(original: MonthArticle, n: number, random: () => number): Words {
  const own = reportOf(n, random);
  return { title: own.title, paragraphs: [...own.paragraphs.slice(0, 2), ...original.paragraphs.slice(0, 2)] };
}

/** The article as its site shows it: with menu, related links and footer around it. */
export function pageOf({ n, title, outlet, publishedAt, paragraphs }: MonthArticle): string {
  const links = Array.from({ length: 8 }, (_, i) => `<li><a href="/a/${n + i + 1}">第${n + i + 1}篇</a></li>`).join('');
  const body = paragraphs.map((p) => `<p>${p}</p>`).join('\n');
  return `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>${title} - ${outlet}</title>
<meta property="article:published_time" content="${publishedAt}"></head>
<body><header><nav><a href="/">首页</a><a href="/c">公司</a><a href="/l">联系</a></nav></header>
<main><article><h1>${title}</h1><div class="meta"><span>来源：${outlet}</span> <time datetime="${publishedAt}">${publishedAt.slice(0, 16).replace('T', ' ')}</time></div>
<div class="content">${body}</div></article>
<aside><h3>相关阅读</h3><ul>${links}</ul></aside></main><footer>版权所有 ${outlet}</footer></body></html>`;
}
