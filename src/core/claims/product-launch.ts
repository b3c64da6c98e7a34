import type { ClaimKind } from './_claim-kind.ts';
import { groupSpan, happenings, type Happening, type Reading } from './_happening.ts';

/** A company brings out a product, feature or programme, or enters a market. Slots: org, product, date. */

const QUOTED = '[“"「『](?<product>[^“”"「」『』]{2,24})[”"」』]';
const PHRASE = '(?<product>[^，,。；;：:、“”"「」（）()]{2,24}?)';
/** 百万免佣计划, 会员服务: without quotation marks the last word says that it is a product, a feature or a programme. */
const TYPE =
  '(?:计划|平台|产品|功能|频道|应用|模型|系统|服务|工具|小程序|版本|版|机器人|芯片|会员|卡|项目|品牌|入口|业务|新品|直播间|商城|游戏|软件|硬件|设备|店铺|旗舰店|店|模式|助手|套餐|专区|站点?|手机|汽车|车型|眼镜|耳机|App|APP|app|AI|SaaS|API)';
const END = '(?=[，,。；;：:、（()]|并|以|来|为商|为用|帮|向|面向|旨在|$)';
const VERB = '(?:推出|发布|上线|启动|首发|发售|开售|试水|内测|公测|上架)';
const RULES_ZH: readonly RegExp[] = [
  // 推出跨境电商平台“福利社”, 发布了“AIPS人群资产模型”
  new RegExp(`${VERB}了?(?:(?!不是|而是|是)[^，,。；;“”"「」]){0,14}?${QUOTED}`, 'gu'),
  // 发布了百万免佣计划, 启动运营服务商招募计划
  new RegExp(
    `(?:推出|发布|上线|启动|首发|内测|公测)了?(?!会)(?<product>[^，,。；;：:、“”"「」（）()《》]{1,20}?${TYPE})${END}`,
    'gu',
  ),
  // 官宣进军跨境电商
  new RegExp(`(?:进军|入局|杀入|正式进入|跨界进入)(?=\\p{Script=Han})${PHRASE}${END}`, 'gu'),
  // 将“热门”改为了“市集”入口
  new RegExp(`将[^，,。；;]{2,30}?(?:改为|更名为|改名为|升级为|换成)了?${QUOTED}`, 'gu'),
  // 新版店铺上线, “市集”频道正式上线
  new RegExp(
    `(?:包括|其|旗下)?(?<product>[^，,。；;：:、《》]{1,14}?${TYPE})(?:已|正式|全面|全新|率先|全量|于今日)*(?:上线|开售|发售|问世)(?=[，,。；;、]|$)`,
    'gu',
  ),
];
const NAME =
  '[“"]?(?<product>[A-Z0-9][\\w+-]*(?:\\.\\w+)*(?: (?:of |for |& )?[A-Z0-9][\\w+-]*(?:\\.\\w+)*){0,4})[,”"]{0,2}';
const RULES_EN: readonly RegExp[] = [
  new RegExp(
    `\\b(?:launch(?:ed|es|ing)|unveil(?:ed|s|ing)|introduc(?:ed|es|ing)|roll(?:ed|s|ing) out|releas(?:ed|es|ing)|debut(?:ed|s)) (?:a |an |its |the |their )?(?:(?!(?:in|on|at|by|for|to|with|from|after|of|into) )[a-z-]+ ){0,6}?${NAME}`,
    'gu',
  ),
  new RegExp(
    `\\b(?:product|app|service|feature|platform|program(?:me)?|tool|model|card|store),? ${NAME},? (?:was |has been |officially )?(?:launched|debuted|unveiled|rolled out|released)`,
    'gu',
  ),
  new RegExp(
    `(?:^|[.;] )${NAME} (?:was|has been) (?:officially )?(?:launched|unveiled|rolled out|released|introduced)`,
    'gu',
  ),
];
/** What is brought out without being a product: 发布公告, 启动调查, 开放平台. */
const NO_PRODUCT =
  /^(?:了?(?:公告|声明|财报|年报|季报|报告|数据|消息|通知|通报|文章|微博|视频|内容|笔记|招聘|信息|白皮书|业绩|榜单|调查|裁员|融资|上市|IPO|程序|诉讼|召回|回购|问卷|会|以来|后|前|时|的|一系列|刚|不久|[一两三四五六七八九十\\d]{1,3}(?:周|天|月|年|个))|.*(?:公告|报告|数据显示|声明|招聘启事|调查|裁员|白皮书|榜单|市场$)$)/u;
/** A product is a name: no clause, no list, no day. */
const LOOSE = /[了将在]|今天|还有|以及|首发|等(?!级)|越来越|大量|全球新品/u;
const GENERIC =
  /^(?:他|她|它|我|你|其|这|那|一个|一种|可以|能够|更多|什么|哪|等|该|相关|不少|很多|大量|各种|众多|前|后|之|再|也|都)/u;

function read({ plain, isChinese }: Reading): Happening[] {
  const found: Happening[] = [];
  for (const rule of isChinese ? RULES_ZH : RULES_EN) {
    for (const match of plain.matchAll(rule)) {
      const trigger = { start: match.index, end: match.index + match[0].length };
      const product = groupSpan(match, 'product')!;
      const words = plain.slice(product.start, product.end);
      if (found.some((h) => h.trigger.start < trigger.end && trigger.start < h.trigger.end)) continue;
      if (isChinese && (LOOSE.test(words) || NO_PRODUCT.test(words) || GENERIC.test(words) || /的$/.test(words)))
        continue;
      if (
        /(?:未|没有|不会|不再|取消|暂停|停止|不)$|(?:可以|能够|商家|品牌|用户|如果|一旦|若)[^，,]{0,6}$/u.test(
          plain.slice(Math.max(0, trigger.start - 10), trigger.start),
        )
      )
        continue;
      found.push({ trigger, spans: { product } });
    }
  }
  return found;
}

export const productLaunch: ClaimKind = {
  id: 'product_launch',
  label: 'A product, feature or programme starts, a market is entered',
  surface: ['org', 'product', 'date'],
  find: (article) =>
    happenings(article, 'product_launch', {
      trigger:
        /推出|发布|發布|上线|上線|启动|啟動|首发|发售|发售|开售|试水|内测|公测|上架|进军|進軍|入局|杀入|进入|改为|更名为|升级为|亮相|launch|unveil|introduc|roll(?:ed|s|ing) out|releas|debut/u,
      read,
      key: ({ product }) => product,
    }),
  examples: [
    {
      text: '8月末，云帆科技上线了“集市”频道。',
      publishedAt: '2025-09-13',
      args: { org: '云帆科技', product: '集市', date_iso: '2025-08' },
    },
    { text: '松果出海官宣进军生鲜电商。', args: { org: '松果出海', product: '生鲜电商' }, status: 'confirmed' },
    {
      text: 'Quillbay launched its membership service Quill Card in September 2025.',
      publishedAt: '2025-10-01',
      lang: 'en',
      args: { org: 'Quillbay', product: 'Quill Card', date_iso: '2025-09' },
    },
  ],
  counterexamples: ['云帆科技发布公告。', '商家可以推出自己的新品。', '云帆科技没有推出会员卡。'],
};
