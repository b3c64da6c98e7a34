import type { ClaimKind } from './_claim-kind.ts';
import { groupSpan, happenings, listSpans, type Happening, type Reading } from './_happening.ts';

/** Two or more companies agree to work together. Slots: org, parties (the others), programme, date. */

const WITH = '(?:(?<![参给授赋])与|(?<![不相如共一等])同|(?<!平)和|跟)(?<parties>[^，,。；;：:（）()与]{2,40}?)';
const DEAL = '(?:深度|战略|全面|独家|长期|业务|技术|生态|正式)*合作(?:伙伴关系|框架协议|协议|关系|备忘录)?';
const RULES_ZH: readonly RegExp[] = [
  // 与京东、天猫达成深度合作协议; 与某社签署战略合作框架协议
  new RegExp(
    `${WITH}(?:正式|共同|联合|已|再次)*(?:达成|签署|签订|签约|签下|建立|展开|开展|启动|敲定)了?[^，,。；;]{0,10}?${DEAL}`,
    'gu',
  ),
  // 先后与淘宝天猫、京东合作，打通...; not 与京东的合作
  new RegExp(`${WITH.replace('|(?<!平)和', '')}(?<!的)(?:战略|独家|深度)?合作(?=[，,。；;推开打上]|$)`, 'gu'),
  // 宣布与淘宝天猫开展“红猫计划”
  new RegExp(
    `${WITH}(?:联合|共同|一起)?(?:开展|推出|启动|发起|打造|上线)了?[“"「]?(?<programme>[\\p{Script=Han}A-Za-z0-9]{2,12}(?:计划|项目|行动))`,
    'gu',
  ),
  // 携手云帆科技, 与云帆科技牵手
  /(?:携手|联手|牵手|结盟)(?<parties>[^，,。；;：:推打共发布启]{2,20}?)(?=[，,。；;推打共发布启]|$)/gu,
  new RegExp(`${WITH}(?:携手|联手|牵手|结盟|成立合资公司|组建合资公司)`, 'gu'),
];
const NAME = "[A-Z][\\w&'’-]*(?:\\.\\w+)*(?: (?:of |& )?[A-Z][\\w&-]*(?:\\.\\w+)*){0,3}";
const RULES_EN: readonly RegExp[] = [
  new RegExp(
    `\\b(?:partner(?:ed|s|ing)?|team(?:ed|s|ing)? up|cooperat(?:e|ed|es|ing)|collaborat(?:e|ed|es|ing)|(?:partnership|alliance|tie-up|joint venture|cooperation (?:deal|agreement)|strategic (?:deal|agreement)))(?: \\w+)? with (?<parties>(?:the )?${NAME}(?:(?:, | and |, and )${NAME}){0,4})`,
    'gu',
  ),
];
/** What partners are not: states, and clauses that the bounded pattern let in. */
const NO_PARTY =
  /继续|加强|深化|推进|保持|促进|推动|拓展|构建|奋进|前行|努力|倡议|走出|共建|开展|参与|实现|探索|打造|[方国]$|各国|同胞|人民|命运|领域|技术|资源|教育|能源|项目|国家|地区|方面|机制|文化|经济|贸易|防务|反恐|种植|加工|相互|加入|^(?:抗|应对|落实|筑|壮大|开创|前进|拼搏|走|奋|并进|迈|创造|化解|守护|破解)|！/u;
const INTENT = /愿(?!景)|希望|期盼|欢迎|应该|应当|呼吁|支持|坚持/u;
const ENDED =
  /终止|停止|结束|中止|暂停|取消|解除|寻求|期待|不排除|拒绝|\b(?:ended|ends|terminated|end(?:ing)? (?:its|their|the) partnership|no longer)\b/i;
const PROGRAMME =
  /[“"「](?<programme>[\p{Script=Han}A-Za-z0-9 ]{2,20}(?:计划|项目|行动|Plan|Program(?:me)?|Project)),?[”"」]/u;
const PROGRAMME_BARE = /(?<programme>\p{Script=Han}{2,4}计划)(?!在|于)/u;

function read({ plain, isChinese }: Reading): Happening[] {
  const found: Happening[] = [];
  for (const rule of isChinese ? RULES_ZH : RULES_EN) {
    for (const match of plain.matchAll(rule)) {
      const trigger = { start: match.index, end: match.index + match[0].length };
      if (found.some((h) => h.trigger.start < trigger.end && trigger.start < h.trigger.end)) continue;
      if (ENDED.test(plain.slice(Math.max(0, trigger.start - 8), trigger.end + 6))) continue;
      if (isChinese && INTENT.test(plain.slice(Math.max(0, trigger.start - 20), trigger.start))) continue;
      const list = groupSpan(match, 'parties')!;
      const parties = listSpans(plain, list);
      if (parties.length === 0 || !parties.every((p) => isParty(plain.slice(p.start, p.end), isChinese))) continue;
      found.push({ trigger, spans: { parties, programme: groupSpan(match, 'programme') ?? programmeIn(plain) } });
    }
  }
  return found;
}

/** 品牌, 用户, 我们: whom one works with every day is no partner. */
function isParty(words: string, isChinese: boolean): boolean {
  if (!isChinese) return !/^(?:The|This|It)$/.test(words);
  return (
    words.length <= 16 &&
    !NO_PARTY.test(words) &&
    !/^(?:用户|消费者|商家|品牌|客户|他|她|它|我|你|其|之|众|很多|不少|更多|多家|多个|各|一些|大家|平台|行业|(?:一|三|多)方|传统|对方|外部)|[的了是在有]|不同|相关|一起|同时/.test(
      words,
    )
  );
}

function programmeIn(plain: string): { start: number; end: number } | null {
  const match = PROGRAMME.exec(plain) ?? PROGRAMME_BARE.exec(plain);
  return match ? groupSpan(match, 'programme') : null;
}

export const partnership: ClaimKind = {
  id: 'partnership',
  label: 'Companies agree to work together',
  surface: ['org', 'parties', 'programme', 'date'],
  find: (article) =>
    happenings(article, 'partnership', {
      trigger:
        /合作|携手|联手|牵手|结盟|合资|(?:开展|推出|启动|发起).{0,14}(?:计划|项目|行动)|partner|team(?:ed|s|ing)? up|cooperat|collaborat|alliance|tie-up|joint venture|strategic (?:deal|agreement)/u,
      read,
      key: ({ org, parties, programme, date_iso }) => [org, parties, programme, date_iso],
    }),
  examples: [
    {
      text: '云帆科技3月宣布与栖木家居、禾谷生鲜达成战略合作协议。',
      publishedAt: '2025-03-20',
      args: { org: '云帆科技', parties: ['栖木家居', '禾谷生鲜'], date_iso: '2025-03' },
      status: 'confirmed',
    },
    {
      text: '松果出海宣布与星桥支付开展“双桥计划”，打通结算链路。',
      args: { org: '松果出海', parties: ['星桥支付'], programme: '双桥计划' },
    },
    {
      text: 'Quillbay partnered with Northmere Pay and Vantaloop in June 2025.',
      publishedAt: '2025-07-01',
      lang: 'en',
      args: { org: 'Quillbay', parties: ['Northmere Pay', 'Vantaloop'], date_iso: '2025-06' },
    },
  ],
  counterexamples: [
    '云帆科技终止与栖木家居达成的合作协议。',
    '与栖木家居的合作，是云帆科技走出困境的尝试。',
    '云帆科技希望与用户合作，共建社区。',
  ],
};
