/** The nouns that figures are given of in Chinese business news, and the unit a figure without one has: 营收, 月活, 客单价, 退货率, 海外仓. */

import type { Span } from './figure.ts';

export type MetricNoun = {
  /** Offsets into the sentence: the whole phrase (电商GMV, 人均单日使用时长), and where its head begins (时长). */
  start: number;
  end: number;
  headStart: number;
  /** `CNY` for money, `users`, `stores` ..., `percent`, `ratio`, `minutes`; `count` for anything else that is counted. */
  unit: string;
};

const words = (list: string): string =>
  list
    .split(' ')
    .sort((a, b) => b.length - a.length)
    .join('|');

/** Heads by the unit they imply. The last word of the phrase decides: 用户数 counts users, 用户时长 measures minutes. */
const HEADS: readonly (readonly [unit: string, pattern: string])[] = [
  ['ratio', words('ROI ROAS 投入产出比 投资回报率 市盈率 市销率 市净率 投资回报比')],
  [
    'percent',
    `${words('利率 手续费率 服务费率 技术服务费率 费率 佣金率 抽佣比例 抽成比例 市场占有率 市占率 市场份额 份额 占比 比例 比重 净利率 毛利率 增速 复合增长率 同比增速 涨幅 降幅 增幅 跌幅 负债率')}|(?<![效汇概频速功税])化?率(?!先|领|队|真|性)`,
  ],
  ['fee', words('技术服务费 服务费 手续费 管理费 佣金 抽成 抽佣 扣点 保证金 折扣')],
  ['minutes', words('时长 时间成本')],
  [
    'users',
    `${words('月活跃用户数 月活跃用户 日活跃用户数 日活跃用户 月活用户数 日活用户数 月活用户 日活用户 月活数 日活数 月活 日活 周活 MAU DAU WAU 活跃用户数 活跃用户 用户数量 用户总数 用户数 用户规模 用户量 用户峰值 注册用户 付费用户 年度活跃买家 活跃买家 用户 会员数 会员 买家数 买家 消费者 粉丝数 粉丝量 粉丝 读者 观众 访客数 访客 订阅者 订户 玩家')}`,
  ],
  ['merchants', words('商家数量 商家数 商家总数 商家 商户数 商户 卖家数量 卖家数 卖家 入驻品牌 店主')],
  [
    'stores',
    words(
      '门店总数 门店数量 门店数 门店 门市数 门市 直营店 加盟店 旗舰店 店铺数量 店铺数 店铺 分店 网点 净开店 新开店 开店数 开店 关店 新店 专卖店 便利店 餐厅',
    ),
  ],
  ['orders', words('订单总量 订单数量 订单量 订单数 订单 单量 日均单量')],
  [
    'items',
    words(
      '出货量 发货量 销售量 销量 包裹量 包裹数 包裹 快递业务量 快件量 业务量 备货量 备货 商品数 商品 产量 产能 交付量 交付 库存',
    ),
  ],
  [
    'people',
    words(
      '员工总数 员工人数 员工数 员工 研发人员 人员 人数 买手数量 买手 主播 达人 博主 创作者 骑手 司机 学员 雇员 团队规模 团队(?=约|有|达|超|共|近|\\d) 就业岗位 志愿者 职工 参会者 观展人次 客流量 客流 人次',
    ),
  ],
  ['shares', words('股份 股本 持股数 成交股数')],
  [
    'CNY',
    words(
      '商品交易总额 成交总额 交易总额 总交易额 总成交额 GMV GTV TPV GPV 营业总收入 营业收入 总营收 营收 总收入 净收入 收入 流水 归母净利润 归母净利 净利润 利润总额 利润 毛利 净利 净亏损 净亏 亏损 盈利 每股收益 收益 盈余 总市值 市值 估值 研发投入 研发费用 投入 费用 开支 支出 成本 预算 补贴 客单价 客单 笔单价 单价 均价 售价 定价 报价 价格 票价 股价 发行价 收盘价 年费 月费 会员费 订阅费 运费 门槛 总产值 产值 市场规模 规模 现金流净额 资本开支 业绩 带货 票房 净额 金额 总额 余额 红利 总资产 资产 负债 现金流 现金储备 现金 营业额 销售额 成交额 交易额 订单额 融资额 融资 募资 投资 投资额 注资 红包 蛋糕 市场(?!规|主|化|监|部|份|占|营|推|份|价|需|的) 盘子 赛道 罚款 罚金 赔偿 工资 薪资 年薪 月薪 薪酬 分红 股息 债务 贷款 货款 回款 账款 消费(?!者|品|级|升|量) 销售收入 销售',
    ) + '|(?<![份名限全定])额(?!度|外|头|定)',
  ],
  [
    'count',
    `${words('海外仓 专利 服务商 合作伙伴 合作商 供应商 经销商 品牌 工厂 充电站 充电桩 机器人 直播间 笔记数 笔记 视频数 短视频 场次 航线 SKU 仓库 中心仓 笔数 间夜数 间夜 次数 件数 台数 辆数 家数 门类 品类 下载量 版权 投诉 线索 工单 询盘 曝光 播放 点击 转发 评论 点赞 收藏 浏览')}|(?<![质流力能含定重变商])量(?!级|子|化|产|贩|身|大)|(?<![多少无分指参岁倍基函系])数(?!据|字|万|百|千|十|年|月|天|码|智|家|位|名|次|日|周|度|额)量?|(?<=[数量户人活额次VU])峰值(?![时期的])`,
  ],
];
const HEAD = new RegExp(HEADS.map(([unit, pattern]) => `(?<${unit}>${pattern})`).join('|'), 'g');

/** Words that belong to the name of a metric when they stand before its head; everything before them is whom it is said of. */
const MODIFIER = new RegExp(
  `(?:${words(
    '经调整 调整后 归母 扣非 归属于母公司 归属于上市公司股东的 非公认会计准则 非国际财务报告准则 整体 全年 全球 年度 季度 月度 日均 月均 年均 人均 单均 户均 场均 店均 平均 单日 单月 单季 单店 单场 每日 每月 日 月 年 累计 合计 总 净 新增 新开 活跃 付费 注册 累计注册 电商 直播 线上 线下 网上 海外 国内 境外 跨境 广告 用户 会员 订单 订阅 交易 支付 收单 销售 成交 使用 预订 间夜 市场 礼物 研发 营销 推广 技术 基础 服务 商品 商家 店铺 产品 客户 企业 品牌 内容 搜索 播放 浏览 曝光 下载 安装 询盘 投诉 咨询 吞吐 退货 退款 复购 转化 留存 渗透 点击 完播 履约 配送 物流 仓储 快递 业务 经营 运营 投资 消费 零售 批发 出口 进口 外卖 到店 核销 团购 优惠券 鉴别 处理 发货 出货 备货 交付 产能 利用 资产 负债 现金 利润 收入 营收 毛利 净利 增长 同比 环比 复合 最高 最低 峰值 首日 当日 首周 首月 预售 现货 主营 核心 非 自营 第三方 站内 站外 有效 新 老 男性 女性 年轻 高 低 一次 问题 解决 满意 好评 差评 响应 标准 智能 数字 电子 电子书 纸质 有声 视频 短视频 图文 笔记 话题 酒店 机票 门票 民宿 餐饮 美妆 服饰 文具 家居 数码 生鲜 母婴 宠物 食品 汽车 新车 整车 乘用车 手机 穿戴 游戏 音乐 影视 广告主 达人 主播 买手 创作者 骑手 司机 员工 研发 中小 头部 腰部 种草 拔草',
  )})$`,
);
/** Suffixes that need a word before them: 吞吐量, 城镇化率. */
const SUFFIX = /^(?:量|额|化?率|数)/;
/** 用户峰值, 门店总数: the word before says what is counted. */
const GENERIC = /^(?:峰值|总?数量?|总量|量|规模)$/;
/** Two characters at the start of a clause that are no whole word for somebody. */
const HALF_NAME =
  /(?:^|[^\p{Script=Han}\w])(?!公司|集团|平台|其中|目前|全国|全球|品牌|企业|行业|我国|中国|银行|商家|用户|快手|抖音|淘宝|京东|美团|得物|微信|腾讯|阿里|百度|拼多)\p{Script=Han}{2}$/u;
const MAX_MODIFIERS = 6;

/** All metric nouns of a sentence of plain text, from left to right; none reaches into a span of `apart` (dates, sources, titles). */
export function findMetricNouns(plain: string, apart: readonly Span[]): MetricNoun[] {
  const nouns: MetricNoun[] = [];
  for (const match of plain.matchAll(HEAD)) {
    const unit = Object.entries(match.groups ?? {}).find(([, words]) => words !== undefined)![0];
    const headStart = match.index;
    const end = headStart + match[0].length;
    if (apart.some((span) => span.start < end && headStart < span.end)) continue;
    const previous = nouns.at(-1);
    // 订单 in 订单量, 用户 before 时长: a head that runs into the next one is its modifier.
    const isMerged = previous !== undefined && previous.end === headStart;
    if (isMerged) nouns.pop();
    const wall = Math.max(0, ...apart.filter((span) => span.end <= headStart).map((span) => span.end));
    const floor = Math.max(wall, isMerged ? previous.start : (previous?.end ?? 0));
    nouns.push({
      start: phraseStart(plain, headStart, floor),
      end,
      headStart,
      unit: isMerged && GENERIC.test(match[0]) ? previous.unit : unit,
    });
  }
  return nouns;
}

function phraseStart(plain: string, headStart: number, floor: number): number {
  // 即时零售市场规模: a market is the subject, with every word of its name.
  if (/^(?:市场规模|规模|市场|蛋糕|赛道|盘子)/.test(plain.slice(headStart, headStart + 4))) return headStart;
  let start = headStart;
  let last = start;
  for (let i = 0; i < MAX_MODIFIERS; i++) {
    const modifier = MODIFIER.exec(plain.slice(Math.max(floor, start - 12), start));
    if (!modifier) break;
    last = start;
    start -= modifier[0].length;
  }
  // 禾谷生鲜单店日均销售额: two characters alone are mostly the first half of a name.
  if (start < last && start < headStart && HALF_NAME.test(plain.slice(Math.max(floor, start - 3), start))) start = last;
  if (start < headStart || !SUFFIX.test(plain.slice(headStart, headStart + 2))) return start;
  // 吞吐量, 收单额: a suffix alone is no metric; the word it closes mostly has two more characters.
  const stem = /\p{Script=Han}{2}$/u.exec(plain.slice(Math.max(floor, headStart - 2), headStart));
  return stem ? headStart - 2 : start;
}
