/** Departures to be told of: invented people at invented companies, each report carried by five sites in its own way. */
import { findClaims } from '../src/core/claims/index.ts';

export type Departure = { person: string; org: string; watchId: string; copies: string[] };

const SURNAMES = '宋袁温顾许沈陆江季贺方丁白叶余石段尹邵黎'.split('');
const GIVEN =
  '砚青 听澜 予安 怀瑾 知行 慕言 清禾 望舒 景深 若川 以宁 书白 明远 静姝 云舟 子衿 长庚 归鸿 星野 南乔'.split(' ');
const STEMS = '听潮 云岫 鹿鸣 松间 拾穗 远帆 青瓦 山雀 白露 星槎'.split(' ');
const KINDS = '网络 科技 优选 出行 教育'.split(' ');
const ROLES = '首席运营官 首席财务官 首席技术官 首席产品官 市场副总裁 人力资源副总裁 首席战略官 首席营销官'.split(' ');
const SITES = ['潮汐商业观察', '街角财经', '货架周刊', '远桥新闻', '二楼茶座'];

const REPORTS: readonly ((who: string, org: string, role: string, day: number, n: number) => string)[] = [
  (who, org, role, day, n) =>
    `${org}${role}${who}已于2025年11月${day}日离职。公司当晚的内部信说，交接在${n}天内完成。

${who}六年前加入${org}（虚构的公司），从一间只有${n}张桌子的办公室做起。同事记得他写在白板上的那句话：先把账算清楚，再谈梦想。

一位合作多年的供应商说，换人之后最想知道的是账期会不会变。`,
  (who, org, role, day, n) =>
    `记者获悉，${org}（虚构的公司）${role}${who}于2025年11月${day}日离职，最后工作日是同一天。

过去两年，${who}带着${n}人的队伍重做了公司的结算流程。离开的前一周，团队在楼下的小馆子吃了一顿饭，没有人发言。

${org}表示业务一切照常，接任安排会在适当时候公布。`,
  (who, org, role, day, n) =>
    `11月${day}日，${org}宣布，${role}${who}因个人原因离职。

${org}（虚构的公司）在公告里感谢了${who}的付出，并列出了任内的${n}个项目。公告没有提到下一站。

有投资人表示，公司今年的重点是把北方的三个仓并成一个，这件事不会因为一个人的离开停下来。`,
  (who, org, role, day, n) =>
    `${who}离职了。这位${org}${role}在2025年11月${day}日的朋友圈里写道，${n}个季度，谢谢大家。

${org}（虚构的公司）随后证实，${who}已从公司离职，所负责的部门由总裁办公室代管。

店主群里讨论了一整晚，有人翻出了三年前的合影，有人只关心下个月的活动还办不办。`,
];

/** `count` departures, all different; the companies to watch are part of the answer. */
export function departures(count: number): { departures: Departure[]; watches: unknown[] } {
  const watches = STEMS.map((stem, i) => ({
    id: `w${i}`,
    name: stem + KINDS[i % KINDS.length],
    names: [stem + KINDS[i % KINDS.length]],
  }));
  const made = Array.from({ length: count }, (_, i): Departure => {
    const watch = watches[i % watches.length]!;
    const person = SURNAMES[i % SURNAMES.length]! + GIVEN[(i * 7 + Math.floor(i / 20)) % GIVEN.length]!;
    const role = ROLES[(i * 3) % ROLES.length]!;
    const report = REPORTS[i % REPORTS.length]!(person, watch.name, role, 1 + (i % 18), 11 + ((i * 5) % 60));
    return { person, org: watch.name, watchId: watch.id, copies: SITES.map((site, k) => copyOf(site, k, report, { person, role, org: watch.name, i })) }; // prettier-ignore
  });
  return { departures: made, watches };
}

function copyOf(site: string, k: number, report: string, of: { person: string; role: string; org: string; i: number }) {
  const title = [
    `${of.org}${of.role}${of.person}离职`,
    `${of.org}人事变动：${of.person}离职`,
    `${of.person}离职，${of.org}回应`,
    `快讯｜${of.org}${of.role}${of.person}离职`,
    `${of.org}又一位高管离职`,
  ][k];
  const intro = k % 2 ? `小编按：第${of.i}期读者来信里有人问起这家公司，正好今天有消息。\n\n` : '';
  const end = k === 2 ? '\n\n关注我们，每天早上七点一起读财经。' : '';
  return `${title}\n\n来源：${site} 2025-11-${String(19 + (k % 3)).padStart(2, '0')} 0${k + 1}:20\n\n${intro}${report}${end}`;
}

/** Whether the product reads every report as the departure of its person: else the bench would measure something else. */
export function notUnderstood(all: readonly Departure[]): string[] {
  return all
    .filter(({ person, copies: [copy = ''] }) => {
      const [title = '', , ...text] = copy.split('\n\n');
      const article = { id: person, title, text: text.join('\n'), publishedAt: '2025-11-20', lang: 'zh', url: null };
      const { claims } = findClaims(article);
      return !claims.some((c) => c.kind === 'executive_departure' && c.args.person === person);
    })
    .map((d) => d.person);
}
