import type { ClaimKind } from './_claim-kind.ts';
import { groupSpan, happenings, type Happening, type Reading } from './_happening.ts';
import type { Span } from './metric/figure.ts';

/** A company ends or suspends a product, service or programme. Slots: org, product, date. */

const ENDS =
  '(?:停止运营|停止服务|停运|停服|下线|关停|停用|终止服务|终止运营|暂停服务|暂停运营|暂停使用|叫停|停更|关闭服务)';
const RULES_ZH: readonly RegExp[] = [
  // 关停社区团购业务, 下线“好物”频道, 叫停会员卡试点
  new RegExp(
    `(?:关停|下线|叫停|关闭|终止|暂停|砍掉|裁撤|放弃)了?(?:旗下|其)?(?<product>[“"「『]?[^，,。；;：:“”"「」]{2,20}?[”"」』]?(?:业务|服务|功能|项目|频道|计划|App|APP|平台|试点|入口))(?=[，,。；;]|$)`,
    'gu',
  ),
  // “小云卡”将于11月30日停止服务; 海外版App已下线
  new RegExp(
    `(?<product>[“"「『]?[^，,。；;：:“”"「」的]{2,20}?[”"」』]?)(?:业务|服务|功能|项目|频道)?(?:已|将|正式|全面|彻底|宣布|全部|于[^，,。；;]{2,12})*${ENDS}了?(?=[，,。；;、)]|$)`,
    'gu',
  ),
];
const STOPPED =
  '(?:suspended|discontinued|shut down|shuttered|scrapped|pulled|terminated|wound down|axed|phased out|taken offline|closed down)';
const NAME =
  '[“"]?(?<product>[A-Z0-9][\\w+-]*(?:\\.\\w+)*(?: (?:of |for |& )?[A-Z0-9][\\w+-]*(?:\\.\\w+)*){0,4})[,”"]{0,2}';
const RULES_EN: readonly RegExp[] = [
  new RegExp(
    `${NAME} (?:was|is being|has been|will be|were) (?:officially |quietly |abruptly |permanently )?${STOPPED}`,
    'gu',
  ),
  new RegExp(
    `\\b(?:suspend(?:ed|s|ing)|discontinu(?:ed|es|ing)|shut(?:s|ting)? down|shutter(?:ed|s|ing)|scrapp(?:ed|ing)|clos(?:ed|es|ing) down|wind(?:s|ing)? down|axed|phas(?:ed|ing) out) (?:its |the )?(?:[a-z-]+ ){0,4}?${NAME}`,
    'gu',
  ),
];
/** yet it was suspended: the product named earlier in the sentence or in the one before. */
const IT_STOPPED = new RegExp(
  `\\b(?:it|which|the (?:service|app|product|card|feature|platform|programme|program)) (?:was|has been|will be|is being) (?:officially |quietly |later |then )?${STOPPED}`,
  'gi',
);
const QUOTED_NAME = /[“"](?<product>[A-Z][\w+.-]*(?: [A-Z][\w+.-]*){0,3}),?[”"]/gu;

function read({ plain, isChinese }: Reading): Happening[] {
  const found: Happening[] = [];
  const add = (trigger: Span, product: Span): void => {
    if (!found.some((h) => h.trigger.start < trigger.end && trigger.start < h.trigger.end))
      found.push({ trigger, spans: { product } });
  };
  for (const rule of isChinese ? RULES_ZH : RULES_EN) {
    for (const match of plain.matchAll(rule)) {
      const trigger = { start: match.index, end: match.index + match[0].length };
      const product = trimmed(plain, groupSpan(match, 'product')!);
      const words = plain.slice(product.start, product.end);
      if (
        product.end - product.start < 2 ||
        NO_PRODUCT.test(words) ||
        /(?:没有|不会|未|不|并未|否认)$/u.test(plain.slice(Math.max(0, trigger.start - 6), trigger.start))
      )
        continue;
      add(trigger, product);
    }
  }
  if (isChinese) return found;
  for (const match of plain.matchAll(IT_STOPPED)) {
    const product = [...plain.slice(0, match.index).matchAll(QUOTED_NAME)].at(-1);
    if (product) add({ start: match.index, end: match.index + match[0].length }, groupSpan(product, 'product')!);
  }
  return found;
}

/** Without the quotation marks and the adverbs that the bounded pattern let in. */
function trimmed(plain: string, { start, end }: Span): Span {
  while (start < end && /[“”"「」『』\s]/.test(plain[start]!)) start++;
  while (end > start && /[“”"「」『』\s,]/.test(plain[end - 1]!)) end--;
  const lead =
    /^(?:此外|同时|目前|近日|日前|随后|宣布|已经|已|将|公司|旗下|其)+/u.exec(plain.slice(start, end))?.[0].length ?? 0;
  return { start: start + lead, end };
}

const NO_PRODUCT =
  /^(?:门店|店铺|商品|账号|直播间|笔记|内容|视频|违规|评论|工厂|产线|交易|合作|该|这|他|她|它|全部|部分|多家|大量|已|将|被|即将|.*(?:机组|整车|新车|车型|车身|第\d+[辆台])|The|This|It|He|She|They|He)|门店|账号|工厂$|(?:机|车|机器人|盾构机|产品|设备|仪|船|艇|列车)(?:即|陆续|成功|顺利)*$/u;

export const productShutdown: ClaimKind = {
  id: 'product_shutdown',
  label: 'A product, service or programme ends or is suspended',
  surface: ['org', 'product', 'date'],
  find: (article) =>
    happenings(article, 'product_shutdown', {
      trigger:
        /停止运营|停止運營|停止服务|停止服務|停运|停服|下线|下線|关停|關停|停用|终止|終止|暂停|暫停|叫停|停更|关闭|關閉|砍掉|裁撤|放弃|suspend|discontinu|shut|scrapp|pulled|terminat|wound down|wind(?:s|ing)? down|axed|phas(?:ed|ing) out|taken offline|clos(?:ed|es|ing) down/u,
      read,
      key: ({ product }) => product,
    }),
  examples: [
    {
      text: '云帆科技宣布，“小云卡”将于11月30日停止服务。',
      publishedAt: '2025-11-02',
      args: { org: '云帆科技', product: '小云卡', date_iso: '2025-11-30' },
    },
    { text: '松果出海关停社区团购业务。', args: { org: '松果出海', product: '社区团购业务' } },
    {
      text: 'Quillbay shut down its messaging app Quill Chat in May 2025.',
      publishedAt: '2025-06-01',
      lang: 'en',
      args: { org: 'Quillbay', product: 'Quill Chat', date_iso: '2025-05' },
    },
  ],
  counterexamples: ['禾谷生鲜关闭门店18家。', '云帆科技没有关停社区团购业务。', '平台下线违规笔记3万篇。'],
};
