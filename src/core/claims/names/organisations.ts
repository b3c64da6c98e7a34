/** Organisations in Chinese text: a known company, a name with a company's ending, what announces, what stands glued before an office. */
import type { RoleSpan } from './roles.ts';

export type OrgSpan = { start: number; end: number; text: string };

/** Companies everybody writes without an ending. A Watch's own names are added by who calls. */
const KNOWN =
  '小红书 小紅書 Xiaohongshu RedNote RED 抖音 字节跳动 字节 今日头条 头条 西瓜视频 懂车帝 飞书 快手 阿里巴巴 阿里 淘宝 天猫 淘天 蚂蚁集团 蚂蚁 支付宝 菜鸟 饿了么 高德 钉钉 优酷 腾讯 微信 京东物流 京东零售 京东健康 京东科技 京东 美团优选 美团 大众点评 拼多多 多多买菜 Temu TEMU SHEIN Shein TikTok 百度 爱奇艺 小度 网易 搜狐 新浪 微博 知乎 B站 哔哩哔哩 bilibili 得物App 得物 唯品会 滴滴 小米 华为 荣耀 OPPO vivo 联想 比亚迪 蔚来 理想汽车 小鹏汽车 小鹏 极氪 吉利 长城汽车 长安汽车 上汽 广汽 一汽 特斯拉 苹果 谷歌 微软 亚马逊 Meta 英特尔 英伟达 高通 三星 索尼 丰田 本田 日产 OpenAI 推特 Twitter 脸书 Facebook Uber 优步 爱彼迎 Airbnb 携程 去哪儿 同程 途家 贝壳 链家 我爱我家 万科 恒大 碧桂园 融创 万达 格力 美的 海尔 海信 TCL 茅台 五粮液 伊利 蒙牛 农夫山泉 瑞幸 瑞幸咖啡 星巴克 麦当劳 肯德基 百胜中国 海底捞 喜茶 奈雪的茶 蜜雪冰城 商汤 旷视 寒武纪 科大讯飞 大疆 360 奇虎360 猎豹 迅雷 金山 用友 金蝶 顺丰 圆通 中通 申通 韵达 极兔 中国移动 中国联通 中国电信 工商银行 建设银行 农业银行 中国银行 招商银行 平安 中国平安 人保 国寿 富士康 台积电 中芯国际 宁德时代 隆基 鸿海 联发科 暴雪 育碧 米哈游 莉莉丝 完美世界 映客 陌陌 虎牙 斗鱼 喜马拉雅 猿辅导 作业帮 好未来 新东方 学而思 VIPKID ofo 摩拜 哈啰 36氪 虎嗅 乐视 暴风 锤子科技 一加 魅族 realme'
    .split(' ')
    .sort((a, b) => b.length - a.length);
const KNOWN_PATTERN = new RegExp(
  `(?:${KNOWN.map((w) => (/^[A-Za-z]/.test(w) ? `(?<![A-Za-z])${w}(?![A-Za-z])` : w)).join('|')})`,
  'gu',
);

const ENDING =
  '股份有限公司|有限责任公司|有限公司|控股集团|股份公司|集团公司|集团|控股|股份|科技|银行|证券|基金|保险|信托|资本|投资|传媒|影业|影视|娱乐|文化|电子|半导体|光电|电气|电力|能源|环保|药业|制药|医药|生物|医疗|化工|化学|材料|股權|钢铁|水泥|重工|机械|汽车|航空|航运|物流|快递|货代|出海|地产|置业|建设|实业|百货|超市|优选|电商|商城|生鲜|餐饮|食品|乳业|酒业|家居|服饰|数据|软件|信息|网络|互联|互娱|直播|短视频|支付|音乐|游戏|教育|旅游|酒店|俱乐部|协会|委员会|大学|学院|医院|研究院|交易所|中心|总局|管理局|商务局|总署|法院|检察院|电视台|报社|杂志社|出版社|基金会|联合会|足协|篮协|队|集團|電子|半導體|證券|銀行|科技|控股|電商|足球俱乐部|商行|农商行|农商银行|纸业|书店|通讯|通信|智能|机器人|动力|新材|新能|电池|药房|照明|股份|精密|光学|仪器|装备|环境|水务|燃气|港口|高速|机场|铁路|轮胎|玻璃|陶瓷|纺织|服装|珠宝|黄金|矿业|铝业|铜业|锂业|稀土|种业|牧业|渔业|农业|林业|饲料|饮料|啤酒|味业|油脂|糖业|盐业|粮油|影院|院线|出版|广电|有线|卫通|导航|遥感|测绘|勘察|设计|装饰|园林|路桥|隧道|港湾|船舶|海运|客运|公交|出租';
const WITH_ENDING = new RegExp(`(?:${ENDING})(?:[（(][A-Za-z0-9.，, :：]{2,24}[)）])?`, 'gu');
/** Where a company's name cannot reach back over. */
const STOP = new Set(
  '责的了在是和与及、将被由对从向于称说至到为，。；：！？,;:!?“”"「」『』《》【】（）()|｜丨/ \n\t\u3000其该此原前曾任辞离聘入等或以随令让使据获悉报道已也又并而后者家名位日月年'.split(
    '',
  ),
);
/** "Nordväg", "Obsidian NV", "PetalBear" in Chinese text. */
const LATIN_ORG = /(?<![A-Za-z])[A-Z][A-Za-z\u00C0-\u024F0-9&.-]*(?: [A-Z][A-Za-z\u00C0-\u024F0-9&.-]*){0,3}$/u;
/** 禾谷生鲜(02999.HK)宣布, 汇川纸业公告: who announces is an organisation. */
const ANNOUNCES =
  /(?:(?:今日|今天|昨日|日前|近日|周[一二三四五六日]|\d{1,2}月?\d{0,2}日|晚间|发布|在)*(?:公告|宣布|宣佈|回应|披露|证实|否认|確認|确认|发布公告|内部信|发布|表示|称|董事会|股东大会|公布|股份))/u;

/** Organisations by name: known ones and those with a company's ending, left to right without overlap. */
export function findOrganisations(text: string): OrgSpan[] {
  const found: OrgSpan[] = [...text.matchAll(KNOWN_PATTERN)].map((m) => span(text, m.index, m.index + m[0].length));
  for (const match of text.matchAll(WITH_ENDING)) {
    const end = match.index + match[0].length;
    let start = match.index;
    while (start > 0 && match.index - start < 12 && !STOP.has(text[start - 1]!)) start--;
    if (match.index - start < 2 || /^(?:公司|集团|本公司|我司|该|某|两|三|多|一)/u.test(text.slice(start, end)))
      continue;
    found.push(span(text, start, end));
  }
  for (const match of text.matchAll(CODED)) found.push(span(text, match.index, match.index + match[0].length));
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = 0;
  return found.filter((org) => org.start >= free && ((free = org.end), true));
}

/** 岭澳控股(02999.HK), 苍山药业（839771） */
const CODED = /[\p{Script=Han}A-Za-z]{2,8}[（(](?:[A-Z]{1,4}[.:：])?\d{4,6}(?:\.[A-Z]{2})?[）)]/gu;

function span(text: string, start: number, end: number): OrgSpan {
  return { start, end, text: text.slice(start, end) };
}

const NOISE =
  /^(?:据悉|据了解|获悉|独家获悉|消息称|有消息称|独家|深读|一线|快讯|突发|重磅|曝|传|网传|疑似|爆料|时任|现任|原|前|该|其|被|由|任命|聘任|免去|解聘|罢免|选举|同意|收到|包括|宣布|今日|昨日|近日|日前|目前|此前|随后|同时|其中|以及|和|与|及|对|因|称|表示|披露|显示|公告|知情人士|市场|日本|英国|美国|瑞典|台灣|台湾|德国|法国|韩国|印度|国内|知名|上市公司|担任|出任|辞去|卸任|不再担任|曾任|是|为|于|在|从|自|将|继|针对|关于|虽然|尽管|原计划|近来|去年|今年|现|新任|的)+/u;
const GENERIC =
  /^(?:公司|本公司|我司|该公司|集团|本集团|该行|本行|该平台|平台|该企业|企业|该机构|我行|上市公司|该基金|俱乐部|球队|学校|医院|双方|对方|多家|某|一位|一名|两位|两名|三位|三名|多位|多名|几位|这位|那位|有|他|她|它|其|我|你|者|一|个|名|位|业内|相关|有关|核心|主要|部分)$/u;
const ANAPHOR =
  /(?:公司|本公司|我司|该公司|集团|本集团|该行|本行|该平台|平台|该企业|该机构|该基金|俱乐部|球队|后者|前者|其)(?:的)?$/u;

export type OrgBefore = { org: OrgSpan | null; anaphor: string | null };

/** The organisation glued before an office: 青橙优选|副总裁, 该行|行长, 后者的|定价负责人. Looks no further back than the clause. */
export function organisationBefore(
  text: string,
  role: RoleSpan,
  orgs: readonly OrgSpan[],
  clauseStart: number,
): OrgBefore {
  const inside = orgs.find(
    (org) =>
      org.start >= clauseStart &&
      org.start < role.start &&
      org.end >= role.start - 12 &&
      org.end <= role.headStart &&
      !/[，。；,;]/u.test(text.slice(org.end, role.start)),
  );
  if (inside && text.slice(inside.end, role.headStart).length <= 14) return { org: inside, anaphor: null };
  let start = clauseStart;
  for (let i = role.start - 1; i >= clauseStart; i--)
    if (/[，。；：！？,;:!?“"「【|｜丨\s、]/u.test(text[i]!)) {
      start = i + 1;
      break;
    }
  const raw = text.slice(start, role.start);
  const anaphor = ANAPHOR.exec(raw)?.[0] ?? null;
  const stripped = raw.replace(/的$|旗下$|旗下的$/u, '');
  const noise = NOISE.exec(stripped)?.[0].length ?? 0;
  let [from, to] = [start + noise, start + stripped.length];
  const latin = LATIN_ORG.exec(text.slice(from, to));
  if (latin) from += latin.index;
  let name = text.slice(from, to);
  const cut = Math.max(name.lastIndexOf('的'), name.lastIndexOf('了'));
  if (cut >= 0 && !latin) {
    from += cut + 1;
    name = text.slice(from, to);
  }
  const ending = extendedByField(text, from, to, role);
  if (ending > to) {
    to = ending;
    name = text.slice(from, to);
  }
  if (anaphor && (GENERIC.test(name) || anaphor.length >= name.length)) return { org: null, anaphor };
  const isName =
    name.length >= 2 &&
    name.length <= 20 &&
    !GENERIC.test(name) &&
    !/[，。；：！？,;:!?“”"]/u.test(name) &&
    !/^(?:一位|一名|两|三|多|这|那|某|有)/u.test(name) &&
    !/(?:离职|辞职|离任|辞去|卸任|不再|加入)/u.test(name);
  return { org: isName ? span(text, from, to) : null, anaphor: isName ? null : anaphor };
}

/** 云梯数据|销售副总裁: the first field word of the title may be the last word of the company's name. */
function extendedByField(text: string, from: number, to: number, role: RoleSpan): number {
  if (to - from < 2 || to - from > 5 || to !== role.start) return to;
  const match =
    /^(?:数据|直播|短视频|支付|电商|物流|零售|证券|资本|投资|游戏|音乐|金融|智能|传媒|教育|医疗|汽车|信息|集团|股份|半导体|机器人|食品|生鲜|家居|科技|網|電商)/u.exec(
      text.slice(to, role.headStart),
    );
  return match ? to + match[0].length : to;
}

export { ANNOUNCES, GENERIC as GENERIC_ORGANISATION };
