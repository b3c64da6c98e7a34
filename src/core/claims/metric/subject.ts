import type { Span } from './figure.ts';

/** Whom a Chinese figure is given of: the noun phrase before the metric, without the words that join or colour the sentence. */

/** 但, 其中, 数据显示 ...: words before a subject that are none of it. */
const LEADING = new RegExp(
  `^(?:[\\s的“”"'‘’「」『』()（）、·•*#>-]|${'原计划 计划 但是 但 而且 而 不过 然而 其中 其余 此外 另外 同时 与此同时 因此 于是 并且 并 且 尽管 虽然 即便 即使 如果 由于 随着 截至目前 截至 截止 目前 当前 现在 此前 之前 如今 近年来 近日 日前 据悉 据了解 获悉 数据显示 报告显示 财报显示 公告显示 榜单显示 资料显示 值得注意的是 具体来看 具体而言 分业务看 从业绩来看 从数据来看 它 他们 他 她们 她 我们 我(?!国) 那 以及 还有 还 也 又 更是 更 再 先 后 前者 后者 到 至 为 是 在 对 对于 关于 针对 包括 例如 比如 以 仅 只 约 合计 累计 总计 共计 共 当中 结果 最终 甚至 尤其是 特别是 原 一边 以来 来自 同期 实际上 实际 事实上 所以 已经 已 均 都 则'
    .split(' ')
    .sort((a, b) => b.length - a.length)
    .join('|')})`,
);
/** Words that open the predicate: what stands before the first of them is the subject. */
const PREDICATE =
  /同比|环比|[年季月周][增减]|较(?!量|劲|真)|比(?!亚迪|例|特|赛|萨)|有(?!限|关|效|机|色|赞|道)|当晚|当周|当年|目标|目前|实际|现已|现有|已经|已|仍|还|也|又|便|就|都|均|才|更是|更|共(?!享|同|和)|累计|合计|总计|共计|日均|月均|人均|拥有|持有|坐拥|手握|具有|具备|实现|录得|取得|创下|创出|达成|获得|完成|预计|预期|预测|料将|有望|或将|将(?!来)|力争|计划(?=[在于开投推到将年今明未新增关裁融募发生建])|拟|需(?!求)|须|要(?!素|求|闻)|(?<![功性智职产效技节可只才])能(?!源|量|力|效|耗)|可(?=[达以能为在])|正式|正在|刚|开始|进行|旨在|相继|先后|陆续|纷纷|双双|随后|正|只|仅|不|没|无|未|是|为(?!主|例)|达|报|占|由(?!于)|从|以(?!及|来)|被|把|让|使|向|对|与(?!众)|于|在|按|突破|超过|超|逾|近(?!日)|约|增长|增加|增至|上升|上涨|下降|下滑|下跌|减少|提升|降至|升至|涨|跌|暴涨|飙升|存在|因(?!特)|表示|透露|官宣|宣布|公布|披露|发布|显示|称|指出|指|说|介绍|今年|去年|全年|当日|当天|当月|期间|开店|新开|关闭|关店|售出|卖出|签约|收到|投入|洽谈|服务了?(?!商|费|业)|覆盖|吸引|上线|入驻|持平|裁员|裁撤|回购|减持|增持|募资|融资|完成|宣告|占据|定下|设定|制定|提出|里|中(?=[的，,]|$)|方面|上(?=[的，,]|$)|首次|连续|再次|进一步|整体/;
/** Nobody is named: the article's subject holds. */
const ANAPHOR =
  /^(?:公司|本公司|该公司|集团|本集团|平台|该平台|其|它|该行|该品牌|前者|后者|这一?数字|这一?数据|这个|双方|两者|行业|总|用户|商家|全)$/;
const MAX_SUBJECT = 30;

/**
 * The subject in a span of `text`, the words of a clause before its metric; null if there is none.
 * `skip` are spans that belong to no subject: dates, sources.
 */
export function subjectIn(text: string, { start, end }: Span, skip: readonly Span[]): Span | null {
  const example = /^\s*以([^，,为]{2,12})为例/.exec(text.slice(start, end));
  if (example) return { start: start + example[0].indexOf(example[1]!), end: start + example[0].length - 2 };
  let from = start;
  for (const span of skip)
    if (span.start < end && span.end > from && onlyFiller(text.slice(from, span.start))) from = Math.min(span.end, end);
  const floor = (): void => {
    for (let i = 0; i < 8; i++) {
      const leading = LEADING.exec(text.slice(from, Math.min(end, from + 16)))?.[0];
      if (!leading) return;
      from += leading.length;
    }
  };
  floor();
  let to = end;
  for (const span of skip) if (span.start > from && span.start < to) to = span.start;
  const predicate = PREDICATE.exec(text.slice(from, to));
  if (predicate) to = from + predicate.index;
  while (to > from && /[\s的之地“”"'‘’「」、（(:：-]/.test(text[to - 1]!)) to--;
  // 其电商业务: the subject said before holds.
  if (/^其(?!他)/.test(text.slice(from, to))) return null;
  const words = text.slice(from, to);
  if (words.length < 2 || words.length > MAX_SUBJECT || NO_SUBJECT.test(words) || VERB_FIRST.test(words)) return null;
  return { start: from, end: to };
}

/** 甲骨科技与墨鱼出行: every name of a list before 分别. */
export function subjectsIn(text: string, { start, end }: Span, skip: readonly Span[]): Span[] {
  const found: Span[] = [];
  let from = start;
  for (const match of [...text.slice(start, end).matchAll(/[、与和及]|$/g)]) {
    const subject = subjectIn(text, { start: from, end: start + match.index }, skip);
    if (subject) found.push(subject);
    from = start + match.index + 1;
  }
  return found;
}

/** 涉及600余人, 设立了三江源: a clause that begins with its verb names nobody. */
const VERB_FIRST =
  /[了着过](?!.*集团)|^(?:提高|推动|引进|惠及|联通|贡献|创造|设立|建立|加强|推进|降低|扩大|涉及|带动|吸收|压缩|激发|缓缴|推出|通过|标志|成为|受|打造|帮助|深化|利用|面向|依托|围绕|坚持|开展|推行|超过|加快|继续|首创|助力|积极|全方位|确保|得知|引导|基本|加力|保障|支持|召开|既定|构建|全力|弘扬|参加|拓展|们|旨在|实施|完善|强化|促进|提升|优化|落实|耗资|聚焦|针对|为|[\d一二两三四五六七八九十几数]+年间?$)/u;

/** Places, circumstances and amounts are nobody: 大会现场, 月销百万. */
const NO_SUBJECT =
  /^(?:每|上方|下方|图片|第一时间|这[个家些]?$|那[个家些]?$)|(?:现场|会上|当天|当日|期间|(?<![即实限小])时|后|前|下|之[中间下]|方面|情况|大会|峰会)$|^[\d%.,\s]+$|[百千万亿]$|[(（)）]/;

/** True for 公司, 该平台 and the like, which stand for a name said before. */
export function isAnaphor(words: string): boolean {
  return ANAPHOR.test(words);
}

function onlyFiller(words: string): boolean {
  return words.replace(LEADING, '').trim().length <= 1;
}
