/** What stands around a Chinese name and how much each neighbour weighs: offices and verbs before it, what only persons do behind it. */
import type { PersonSpan } from './aliases.ts';
import { SURNAMES } from './surnames.ts';
import { wordsOf } from './words.ts';

/** What follows a person's name and is done by persons only: 辞职, 宣布, 出任, 因个人原因. The first two characters also tell where a name ends. */
const DEEDS = (
  '变为 出生 生于 毕业 历任 曾任 曾在 曾于 曾先 先生 女士 同志 小姐 教授 博士 辞去 辞职 辞任 辞世 辞呈 辞退 辭去 辭職 辭任 离职 离任 离开 离世 离场 離職 離任 離開 卸任 卸下 卸去 卸職 退休 退任 退出 退居 请辞 請辭 下课 去职 去世 逝世 病逝 出走 闪辞 走人 跳槽 ' +
  '免职 解职 宣布 宣佈 不再 拟于 拟辞 已于 已经 已从 已离 已辞 将于 将离 将卸 将辞 將於 將離 接任 接替 接棒 接手 接掌 接班 继任 繼任 担任 擔任 出任 升任 晋升 调任 調任 转任 轉任 转岗 轮岗 调往 調往 调至 调离 兼任 递交 遞交 提交 提出 提请 申请 申請 加入 加盟 入职 ' +
  '表示 坦言 透露 回应 否认 否認 正式 先后 双双 或将 或於 或于 即将 仍将 继续 亲自 突然 主动 任职 任期 履新 到任 上任 就任 获委 獲委 获任 获聘 暂代 暫代 代行 代理 代为 代管 暂时 等人 二人 两人 三人 留任 连任 续任 续签 回归 重返 创办 创立 刚刚 计划 清空 只是 内部 引咎 下一 父子 夫妇 兄弟 姐妹 ' +
  '被免 被查 被董 被公 被任 被解 被调 被罢 被曝 被传 被聘 被提 被通 被带 被批 被刑 退任 卸下 转投 转战 转会 挂印 萌生 获准 拒绝 无法 现年 现任 分管 负责 带领 领衔 签署 发文 发布 出席 认为 指出 强调 介绍 解释 坚称 直言 感谢 此前 随后 目前 同日 同时 当日 当天 今日 昨日 日前 近日 近期 本月 上月 本周 上周 单独 掌舵 独自 共同 惊人 黯然 悄然 低调 提前 意外 遭到 遭遇 因为 因个 因個 因工 因身 因病 因退 因任 因家 因年 因达 因到 因公 因职 因涉 因故 因健 因组 因另 因其 因岗 因生 因业 因战 因成 因被 因已 因合 因违 之后 之前 之际 之一 之间 辟谣 澄清 因与 因在 因未 确认 官宣 发表 决定 选择 接受 承认 主动 重新 晋级 辞别 告别 告知 致信 致辞 请求 恳请 任满 离队 离场 离岗 引退 告老 落马 接过 交棒 交接 换防 换岗 履职 述职 出局 获释 获刑 涉嫌 涉案 失联 失踪 受邀 受聘 应聘 竞选 当选 参选 落选 连任 因此 是否 确已 确实 到龄 选择 被曝 被传 被爆 被指 任满 领衔 挂帅 掌舵 变更 发文 发信 致信 是被 是这 是因 是从 是在 是公 商谈 磋商 谈判 洽谈 因伤 光荣'
).split(' ');

export const DEED = new Set(DEEDS);

export const STRONG_AFTER = new RegExp(
  `^(?:${DEEDS.join('|')}|拟|擬|已|将|將|于|於|被|也|均|第[一二三四五六七八九十]+届|辞(?=[，。！!\\s]|$))`,
  'u',
);

const WEAK_AFTER =
  /^(?:[，。、；：！？,.;:!?（）()”"』」’'“「『\s丨|｜/·—…《【]|$|的|和|与|與|及|以及|或|从|從|在|向|为|為|称|稱|说|說|认为|指出|接|兼|等|今|昨|本[月周季年人]|上[月周]|近日|日前|\d|一职|一職|之|后|後|时(?!代)|曾|原|现|現|即|是|由|代|继|繼|获|獲|到|达|则|則|却|仍|还|還|又|再|去|来|走|闪|同|其|回|重|暂|自|主动|悄然|疑|恐|要|会|能|可|该|拒|闻|这|這|[二两兩三四五六七八九](?:人|位|名)|共|亲|亦|此|对|對|把|让|任|因|不|退|请|提|未|成|惊|执|主|负责|擔|旗|带|留|手|创)/u;

/** Words that stand before a person: 由林予安接任, 免去林予安, 聘任林予安为. */
const CUE_BEFORE =
  /(?:由|说|表示|指|透露|任命|聘任|聘请|委任|选举|推选|推举|提名|核准|免去|免除|罢免|解聘|解雇|辞退|开除|解除|接替|接任|接棒|取代|收到|同意|关于|前任|原任|时任|现任|宣布|称|对|經|经|将由|与|暂由|指定|授权|批准|召回|请回|聘|任用|委派|派出|候选人|继任者|接班人|接任者|接任者为|继任者为|随着|因|为|是|失去了|失去|换下|取代了|换掉|交给|交由|传给|接过|告别|送别|挽留|：|:|委託|任命了|罷免|免去|聘任|選舉)$/u;

export const CLAUSE_START = /(?:^|[，。；：！？,;:!?（(【“"『「\s丨|｜、—…])$/u;

const LIST_BEFORE = /(?:[、，,]|和|与|與|及|以及|跟)$/u;

export const ADVERB =
  /^(?:[上本下][周月季年]|热议|建议|关注|呼吁|支持|反对|[今昨前明][日天]|周[一二三四五六日]|\d|汇报|带队|到场|套现|领导|突然|相继|密集|集体|频繁|陆续|纷纷|同时|即将|接连|再度|再次|今日|昨日|任期|到龄|主动|正式|变动|先后|双双|宣布|提前|最终|悄然|低调|闪电|离职|辞职|离任|意外|全部|集中|大量|换人|或将|可能|疑似|已经|已于|近日|日前|近期|均已|同日|此前|随后|目前|仍将|也将|不再|负责|兼任|一职|职务|两名|三名|多名|二人|均|选举|换届|人选|继任|接任|接棒|交接|交棒|传出|申请|提出|递交|提交|因病|因故|因公|涉嫌|被查|失联|遭|辞任|请辞|退休|下课|出走|卸任|落马|身份|岗位|人员|团队|层面|本人|个人|自己|先生|女士|等人|们|之一|之后|期间|以来|以及|并|职位|大换血|换血|流失|流动|离开|加盟|加入|回归|轮换|更替|更迭|震荡|动荡|地震|集体|双双|突发|紧急|临时|直接|公开|内部|对外|独家|一并|共同|分别|相互|另外|其中|一行|去世|病逝|逝世|变更|调整|更换|聘任|解聘|任命|罢免|免职|违规|违法|减持|增持|持股|薪酬|津贴|签字|缺席|出席|发言|表态|回应|否认|承认|透露|称|表示|说|认为|介绍|坦言|指出|强调|发文|发信|致信|告诉|高达|超过|不足|仅|只|才|就|还|又|再|也|都|却|竟|居然|竟然|尚|将|會|会|能|可|应|须|必须|需|要|想|愿|敢|肯|突遭|惨遭|连续|持续|不断|逐步|逐渐|缓步|疑|恐|迎来|面临|出现|发生)/u;

export function weightLeft(text: string, i: number, before: string, previous: PersonSpan | null): number {
  const weight = weightBefore(before, previous, i);
  // 接替转任集团顾问的X
  if (
    weight < 2 &&
    before.endsWith('的') &&
    /(?:接替|取代|顶替)[^，。；]{0,24}的$/u.test(text.slice(Math.max(0, i - 30), i))
  )
    return 2;
  // 担任总裁七年的X卸任; 的时间已: a word of the dictionary is no name.
  if (weight < 1 && before.endsWith('的') && !wordsOf(text).starts.has(i)) return 1;
  // 由主策划X担任: behind 由 whoever takes over may be told with his field.
  if (weight < 1.2 && before.includes('由') && /由[^，。；]{1,7}$/u.test(before) && !wordsOf(text).starts.has(i))
    return 1.2;
  // 接替他的是有二十年快消经验的X
  return weight < 2 && NEXT_IS.test(text.slice(Math.max(0, i - 34), i)) ? 2 : weight;
}

/** 接替他的是, 新任总经理为: what the clause leads to is a name. */
const NEXT_IS =
  /(?:接替[他她其]的|继任者|接任者|接班人|接替者|继任的|接任的|新任[^，。；]{2,10})(?:将?[是为])[^，。；]*$/u;

function weightBefore(before: string, previous: PersonSpan | null, i: number): number {
  // 此前任|融信达副总经理: what follows is where somebody worked.
  if (/(?:此前|曾|历|现|年|月)任$/u.test(before)) return -1;
  if (previous && i - previous.spanEnd <= 2 && LIST_BEFORE.test(before)) return 2.5;
  if (/(?:免去|免除|罢免|解聘|聘任|任命|选举|补选|提名|收到|委任|推选|接受|职业经理人)$/u.test(before)) return 3.2;
  if (
    CUE_BEFORE.test(before) ||
    /(?:总裁|经理|总监|负责人|董事长|主管|行长|官|[A-Z]O|VP)(?:职务|一职)?的$/u.test(before)
  )
    return 2;
  if (CLAUSE_START.test(before)) return 1;
  // 接任去年离职的X, 其妻X, 接替他的是有二十年经验的X
  if (/(?:离职|离任|辞职|退休|卸任|去职|离开|请辞|到龄)的$/u.test(before)) return 2.5;
  // 掌舵公司19年的X
  if (/[0-9一二三四五六七八九十多]年[之的]久?的?$/u.test(before)) return 2;
  if (
    /(?:之[子女妻弟]|[其的](?:妻子?|丈夫|[长次]?[子女]|女儿|儿子|[胞]?[弟妹兄姐])|女儿|儿子|妻子|丈夫|[长次][子女])$/u.test(
      before,
    )
  )
    return 2;
  return /(?:但|而|且|不过|同时|其中|此前|随后|目前|日|今|昨|近日|日前|底|月|年|已故|原|前|了|到|指|，其|曝|传|据悉|获悉|下属|名|位|员工|士|人|爱将)$/u.test(
    before,
  )
    ? 1
    : -1;
}

export function weightAfter(after: string): number {
  if (STRONG_AFTER.test(after)) return 2;
  if (LISTED.test(after) && SURNAMES.has(after[1]!)) return 2;
  return WEAK_AFTER.test(after) ? 1 : -0.5;
}

/** 张…、赵…、王…三位: a list of names. */
const LISTED = /^[、和及与]\p{Script=Han}{2,3}(?:[、和及与]|[二两三四五六七八九十0-9]+[位名人]|等|先后|双双|均)/u;
