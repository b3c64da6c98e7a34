/** Organisations in Chinese text: a known company, a name with a company's ending, what announces, what stands glued before an office. */
import { toSimplified } from '../../dedup/simplified.ts';
import { firstsOf } from './firsts.ts';
import type { RoleSpan } from './roles.ts';
import { wordsOf } from './words.ts';

export type OrgSpan = { start: number; end: number; text: string };

/** Companies everybody writes without an ending. A Watch's own names are added by who calls. */
const KNOWN =
  '小红书 小紅書 Xiaohongshu RedNote RED 抖音 字节跳动 字节 今日头条 头条 西瓜视频 懂车帝 飞书 快手 阿里巴巴 阿里 淘宝 天猫 淘天 蚂蚁集团 蚂蚁 支付宝 菜鸟 饿了么 高德 钉钉 优酷 腾讯 微信 京东物流 京东零售 京东健康 京东科技 京东 美团优选 美团 大众点评 拼多多 多多买菜 Temu TEMU SHEIN Shein TikTok 百度 爱奇艺 小度 网易 搜狐 新浪 微博 知乎 B站 哔哩哔哩 bilibili 得物App 得物 唯品会 滴滴 小米 华为 荣耀 OPPO vivo 联想 比亚迪 蔚来 理想汽车 小鹏汽车 小鹏 极氪 吉利 长城汽车 长安汽车 上汽 广汽 一汽 特斯拉 苹果 谷歌 微软 亚马逊 Meta 英特尔 英伟达 高通 三星 索尼 丰田 本田 日产 OpenAI 推特 Twitter 脸书 Facebook Uber 优步 爱彼迎 Airbnb 携程 去哪儿 同程 途家 贝壳 链家 我爱我家 万科 恒大 碧桂园 融创 万达 格力 美的 海尔 海信 TCL 茅台 五粮液 伊利 蒙牛 农夫山泉 瑞幸 瑞幸咖啡 星巴克 麦当劳 肯德基 百胜中国 海底捞 喜茶 奈雪的茶 蜜雪冰城 商汤 旷视 寒武纪 科大讯飞 大疆 360 奇虎360 猎豹 迅雷 金山 用友 金蝶 顺丰 圆通 中通 申通 韵达 极兔 中国移动 中国联通 中国电信 工商银行 建设银行 农业银行 中国银行 招商银行 平安 中国平安 人保 国寿 富士康 台积电 中芯国际 宁德时代 隆基 鸿海 联发科 暴雪 育碧 米哈游 莉莉丝 完美世界 映客 陌陌 虎牙 斗鱼 喜马拉雅 猿辅导 作业帮 好未来 新东方 学而思 VIPKID ofo 摩拜 哈啰 36氪 虎嗅 乐视 暴风 锤子科技 一加 魅族 realme'.split(
    ' ',
  );

/** Words by their first character, longest first: one look per character of the text however many words there are. */
function byFirst(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const word of [...words].sort((a, b) => b.length - a.length))
    map.set(word[0]!, [...(map.get(word[0]!) ?? []), word]);
  return map;
}

/** Start and end of every word of the list, longest at a place, without overlap. */
function* wordsIn(
  text: string,
  words: ReadonlyMap<string, readonly string[]>,
  firsts?: Uint8Array,
): Generator<[start: number, end: number]> {
  for (let i = 0; i < text.length; i++) {
    if (firsts && !firsts[text.charCodeAt(i)]) continue;
    const word = words.get(text[i]!)?.find((w) => text.startsWith(w, i));
    if (!word) continue;
    yield [i, i + word.length];
    i += word.length - 1;
  }
}

/** Folded as the texts are. */
const KNOWN_BY_FIRST = byFirst(KNOWN.map(toSimplified));
const KNOWN_FIRSTS = firstsOf(KNOWN_BY_FIRST.keys());

/** RED in REDUCE is no company. */
function isWhole(text: string, start: number, end: number): boolean {
  if (!/[A-Za-z]/.test(text[start]!)) return true;
  return !/[A-Za-z]/.test(text[start - 1] ?? '') && !/[A-Za-z]/.test(text[end] ?? '');
}

const ENDINGS =
  '股份有限公司|有限责任公司|有限公司|控股集团|股份公司|集团公司|集团|控股|股份|科技|银行|证券|基金|保险|信托|资本|投资|传媒|影业|影视|娱乐|文化|电子|半导体|光电|电气|电力|能源|环保|药业|制药|医药|生物|医疗|化工|化学|材料|股權|钢铁|水泥|重工|机械|汽车|航空|航运|物流|快递|货代|出海|地产|置业|建设|营造|实业|百货|超市|优选|电商|商城|生鲜|餐饮|食品|乳业|酒业|家居|服饰|数据|软件|信息|网络|互联|互娱|直播|短视频|支付|音乐|游戏|教育|旅游|酒店|俱乐部|协会|委员会|大学|学院|医院|研究院|交易所|中心|总局|管理局|商务局|总署|法院|检察院|电视台|报社|杂志社|出版社|基金会|联合会|足协|篮协|队|集團|電子|半導體|證券|銀行|科技|控股|電商|足球俱乐部|商行|农商行|农商银行|纸业|书店|通讯|通信|智能|机器人|动力|新材料|新能源|电池|药房|照明|股份|精密|光学|仪器|装备|环境|水务|燃气|港口|高速|机场|铁路|轮胎|玻璃|陶瓷|纺织|服装|珠宝|黄金|矿业|铝业|铜业|锂业|稀土|种业|牧业|渔业|农业|林业|饲料|饮料|啤酒|味业|油脂|糖业|盐业|粮油|影院|院线|出版|广电|有线|卫通|导航|遥感|测绘|勘察|园林|路桥|隧道|港湾|贸易|商贸|电器|家电|矿山|生命|船舶|海运|客运|公交|出租|工作室|事务所|律所|财险|人寿|寿险|产险|速运|速递|便利店|体育|建工|建材|建投|城投|国投|文旅|文投|交投|电工|电缆|电机|锂能|锂电|氢能|石化|煤业|煤电|钛业|钨业|资管|创投|金控|金服|金租|期货|征信|茶业|日化|美妆|鞋业|卫浴|泵业|轴承|机床|激光|微电子|航天|智驾|智家|智造|机电|自控|电梯|厨电|网安|文娱|文创|书局|报业|物业|康养|环卫|热电|水电|油服|海工|港务|快运|医美|口腔|器械|基因|影城|电竞|动漫|乳品|茶铺|家纺|置地|汽配|客车|重卡|船业|钢构|农信|联社|打车|租车|新材'.split(
    '|',
  );
const ENDINGS_BY_FIRST = byFirst(ENDINGS);
const ENDING_FIRSTS = firstsOf(ENDINGS_BY_FIRST.keys());

/** The company's ending that begins at a place of the text; null when none does. */
export function endingAt(text: string, at: number): string | null {
  return ENDINGS_BY_FIRST.get(text[at] ?? '')?.find((e) => text.startsWith(e, at)) ?? null;
}

/** 矽岭 for 矽岭科技: the name without its longest ending; null when it has none. */
export function withoutEnding(name: string): string | null {
  for (let at = 1; at < name.length; at++)
    if (ENDINGS_BY_FIRST.get(name[at]!)?.includes(name.slice(at))) return name.slice(0, at);
  return null;
}
/** 股份（300000） */
const CODE_AFTER = /^[（(][A-Za-z0-9.，, :：]{2,24}[)）]/u;
/** Characters over which a company's name cannot reach back. */
const STOP = new Set(
  '▲△●■◆★☆▼►•※—–责的了在是和与及、将被由对从向于称说至到为，。；：！？,;:!?“”"「」『』《》【】（）()|｜丨/ \n\t\u3000其该此原前曾任辞离聘入等或以随令让使据获悉报道已也又并而后者位名'.split(
    '',
  ),
);
/** Words that end just before a company's name begins: 日本家电商|野分电器, 同意, 董事会收到. */
const STOP_WORDS =
  /(?:收到|指定|不再|分管|负责|任命|宣布|董事会|股东大会|同意|作为|来自|平台|品牌|巨头|厂商|独角兽|服务商|制造商|设计商|家电商|供应商|零售商|运营商|开发商|券商|车企|房企|药企|上市公司|公司|股东|母公司|子公司|企业|加入|加盟|任职|创办|收购|参股|首任|今日|昨日|近日|日前|目前|此前|年底|月底|上月|本月|上周|本周|[0-9零〇一二三四五六七八九十]+[年月日号]|独家|快讯|深读|一线|突发|曝|网传|球队|球会|(?<!\p{Script=Han})[传曝]|疑似|国内|知名|旗下|高管|总部|台湾|日本|韩国|英国|美国|法国|德国|瑞典|瑞士|荷兰|意大利|印度|新加坡|网店|书店|离开|退出|告别|回顾|继|针对|关于|虽然|尽管|证券简称|证券代码|证监会|当地|工作|起|去年|今年|明年|前年)$/u;
/** "Nordväg", "Obsidian NV", "PetalBear" in Chinese text. */
const LATIN_ORG = /(?<![A-Za-z])[A-Z][A-Za-z\u00C0-\u024F0-9&.-]*(?: [A-Z][A-Za-z\u00C0-\u024F0-9&.-]*){0,3}$/u;
/** Verbs and adverbs by the dictionary that companies are named with: 羽冠|生活|服务|有限公司. */
const NAME_WORD =
  /^(?:显示|控制|服务|管理|咨询|投资|发展|贸易|建设|工程|营造|设计|生活|文化|教育|培训|运营|创新|创业|开发|制造|租赁|运输|检测|传播|网络|联合|创意|装饰|维修|养护|保障|通用|先进|永续|智造|未来|视觉|旅行|出行|旅游|互动|互联|快递|速运|外卖|直播|购物|阅读|学习|健身|婚恋|交友|招聘|理财|保理|医疗|养老|航空|动力|游戏|引擎|教育)$/u;
/** What speaks for an organisation behind its name: 汇川纸业公告, 雨读」9日宣布, 百货通发言人, 禾谷生鲜证券部人士. */
const SPEAKS =
  /(?:(?:于|在)?(?:[上本去今]个?[月周年](?:底|初|中旬|末)?|今日|今天|昨日|昨晚|日前|近日|周[一二三四五六日]|(?:\d{1,2}月)?\d{1,2}日|晚间)?(?:晚间|午间|上午|下午)?)(?:公告|发布公告|宣布|召开|披露|回应|证实|否认|确认|内部信|内部邮件|董事会|股东大会|监事会|发言人|公布|证券部|官方|工商信息|工商变更|失去了?|(?=方面表示|方面回应|方面称)|[于在](?:社交平台|社交媒体|官网|微博|官微|内部邮件|内部公告|公告)[中上]?(?:公布|宣布|发布|披露))/gu;
/** 从北野电商离职, 离开拾光, 退出青橙: what one leaves. */
const LEFT =
  /(?:(?:从|自(?!己))(?<org>[\p{Script=Han}A-Za-z0-9·]{2,12}?)(?=离职|离任|辞职|出走|跳槽|退休)|(?:离开了?|告别|供职于|就职于|任职于)(?<org2>[\p{Script=Han}A-Za-z0-9·]{2,12}?)(?=，|。|后(?!台)|时|$)|在(?<org3>[\p{Script=Han}A-Za-z0-9·]{3,10}?)(?=(?:工作|任职|供职|效力|服务)(?:了|超过|逾|近|已|满|[0-9一二三四五六七八九十两]+年)))/gu;
/** 岭澳控股(02999.HK), 苍山药业（839771） */
const CODED = /[（(](?:[A-Za-z]{1,6}[.:：])?[0-9]{4,6}(?:\.[A-Z]{2})?[）)]/gu;
/** 中信建投：董事长…辞职: the headline of a filing. */
const HEADED =
  /^(?:[▲△●■◆★☆▼►•·※\s]|\d{1,2}[、.．]|[（(][一二三四五六七八九十\d]{1,2}[）)])*(?<org>[*A-Z]{0,3}[\p{Script=Han}A-Z]{2,8})：(?=[^，。：]{0,24}(?:董事|监事|总经理|总裁|总监|负责人|行长|高管|辞|离任|聘任|任命|秘书))/u;
/** No company in particular. */
const GENERIC =
  /^(?:(?:公募|私募|券商|体制内|[转调兼改升出就]任|公开信息|公开资料|IP|AI|IT|HR|PR|APP|App|SaaS|AIGC|GPU|SUV|KA|MCN|ESG|VIP|TOP|ETF|IPO)|其[他它].*|.*本(?:基金|公司|行)|国有.*|.*第一股|[驻客].{1,3}国|客户数据|[年月季周]?[^，。]{0,2}大会|某.*|[一二三四五六七八九十两几数]+个月|联合创始人|创始人|最早|最新|(?:跨境|直播|社交|内容|兴趣|货架|生鲜|社区|传统|综合|垂直|农村|医药|二手|新)电商|[^，。]{0,4}(?:球队|球会)|(?:海外|国内|国际|全国|区域|下沉|一线|本地|资本|二级|一级|华东|华南|华北|华中|西南|东南亚|北美|欧洲|欧美|亚太)市场|公司|本公司|我司|该公司|集团|本集团|该行|本行|该平台|平台|该企业|企业|该机构|机构|我行|上市公司|该基金|俱乐部|球队|学校|医院|双方|对方|多家|某|一位|一名|两位|两名|三位|三名|多位|多名|几位|这位|那位|有|他|她|它|其|我|你|者|一|个|业内|相关|有关|核心|主要|部分|知情人士|消息人士|记者|媒体|官方|人士|股份|科技|银行|证券|市场|行业|互联网|商业化.*|大厂|外企|国企|央企|体制|职场|职业|.{0,10}(?:岗位|职位|位置|任上|一线|职务)|团队|部门|项目|管理层|舞台|这里|那里|这家公司|家乡|北京|上海|深圳|广州|杭州|中国|美国|股东|董事|独立|基金管理人|港股|A股|美股|上市|今|昨|两市|内部|委员会|常委会|办公室|总局|中心|委员|日|月|年|时|原|前|新|现|同|据|同日|当日|当天|次日|即日|昨晚|今晚|晚间|早间|同时|其中|此外|另外|双双)$/u;
const ANAPHOR =
  /(?:本公司|我司|该公司|公司|本集团|该集团|集团|该行|本行|该平台|平台|该企业|该机构|该基金|俱乐部|球队|后者|前者|其)(?:的)?$/u;
/** The longest name of a company that has to be guessed from where it stands. */
const MAX_NAME = 14;

const NO_NAMES: readonly string[] = [];
const ownNames = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** The names that who calls knows besides, folded once for each list. */
function ownByFirst(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = ownNames.get(names);
  if (known) return known;
  const made = byFirst(names.map(toSimplified).filter((name) => name.length >= 2));
  ownNames.set(names, made);
  return made;
}

/** Organisations by name (`own`: names known from Watches), by a company's ending, by stock code, by what speaks for them; left to right without overlap. */
export function findOrganisations(text: string, own: readonly string[] = NO_NAMES): OrgSpan[] {
  const found: OrgSpan[] = [];
  for (const [start, end] of [...wordsIn(text, ownByFirst(own)), ...wordsIn(text, KNOWN_BY_FIRST, KNOWN_FIRSTS)])
    if (isWhole(text, start, end))
      found.push(span(text, start, end + (GOES_ON.exec(text.slice(end, end + 12))?.[0].length ?? 0)));
  const { stops } = wordsOf(text);
  const push = (start: number, end: number): void => {
    const name = text.slice(start, end);
    if (end - start >= 2 && !isGeneric(name) && !NO_NAME.test(name) && text[start - 1] !== '【')
      found.push(span(text, start, end));
  };
  for (const [from, to] of wordsIn(text, ENDINGS_BY_FIRST, ENDING_FIRSTS)) {
    // 小红书商业化互联网行业负责人: 互联 is no ending here.
    if (text.startsWith('互联网', from)) continue;
    // 澜舟传媒（杭州）|有限公司
    const place = /[\p{Script=Han}A-Za-z]（\p{Script=Han}{2,4}）$/u.exec(text.slice(Math.max(0, from - 8), from));
    const start = nameStart(text, place ? from - place[0].length + 1 : from, 0, stops);
    const end = to + (CODE_AFTER.exec(text.slice(to, to + 28))?.[0].length ?? 0);
    if (from - start >= 2 || /^.{1,2}(?:大学|银行|集团|协会|法院)/u.test(text.slice(start, start + 8)))
      push(start, end);
  }
  const headed = HEADED.exec(text);
  if (headed) push(headed[0].length - 1 - headed.groups!['org']!.length, headed[0].length - 1);
  for (const match of text.matchAll(CODED)) push(nameStart(text, match.index, 0, stops), match.index + match[0].length);
  for (const match of text.matchAll(SPEAKS)) {
    const stood = /(?:官方|方面|内部)$/u.test(text.slice(Math.max(0, match.index - 2), match.index))
      ? match.index - 2
      : match.index;
    const end = /[」”]/u.test(text[stood - 1] ?? '') ? stood - 1 : stood;
    const latin = LATIN_ORG.exec(text.slice(Math.max(0, end - 30), end));
    const start = latin ? end - latin[0].length : nameStart(text, end, 0, stops);
    // 完成|董事会换届, 代行|董事会秘书职责: a verb and its object.
    if (stops.get(end) !== start || NAME_WORD.test(text.slice(start, end))) push(start, end);
  }
  for (const match of text.matchAll(LEFT)) {
    const name = match.groups!['org'] ?? match.groups!['org2'] ?? match.groups!['org3']!;
    const end = match.index + match[0].length;
    const isPlain = ![...stops].some(([to, from]) => from >= end - name.length && to <= end);
    if (isPlain && !/\d[年月日]|[的了]/u.test(name)) push(end - name.length, end);
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = 0;
  return found.filter((org) => org.start >= free && ((free = org.end), true));
}

/** 蔚来|汽车, 一汽|集团: a known name that goes on. Units (电商, 直播) are left to the office. */
const GOES_ON =
  /^(?:(?:汽车|数科|数字|工业|到家|金融|商城|网络|体育|出行|单车|外卖|影视|地产|人寿|电子|电器|健康|科技|物流|零售|银行|证券|基金|音乐|云|影业|文学|游戏|金服|控股|集团|股份|股份有限公司|有限公司)){1,2}(?!部|业务|团队|事业|行业|的|平台|商)/u;
/** Committees inside a company, and countries: an office may belong to them, a departure does not. */
const INSIDE =
  /(?:战略|审计|提名|薪酬|考核|风险|投资决策|专门|预算|发展|顾问)[^，。]{0,6}委员会$|^(?:董事|监事|经理|管理)(?:会|层)?$/u;
const COUNTRY =
  /(?:\p{Script=Han}{2,5}(?:共和国|王国|联邦)|中国|美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|乌克兰|印度|巴西|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|芬兰|丹麦|波兰|希腊|土耳其|以色列|伊朗|伊拉克|沙特|埃及|南非|泰国|越南|马来西亚|新加坡|印尼|菲律宾|巴基斯坦|孟加拉国|斯里兰卡|蒙古|澳大利亚|新西兰|加拿大|墨西哥|阿根廷|智利|秘鲁|哥伦比亚|委内瑞拉|古巴|奥地利|匈牙利|捷克|罗马尼亚|塞尔维亚|爱尔兰|冰岛|白俄罗斯|哈萨克斯坦|阿富汗|黎巴嫩|叙利亚|欧盟|联合国|北约|世卫组织)$/u;

/** 公开资料显示: what shows something, no company; 晶澜显示 is one. */
const SHOWS = /(?:公告|资料|信息|数据|简历|天眼查|企查查|页面|履历|文件|年报|报告|记录|官网)显示$/u;

function isGeneric(name: string): boolean {
  return GENERIC.test(name) || SHOWS.test(name) || INSIDE.test(name) || /^\d+$/.test(name);
}

/**
 * How far back from `end` a name can reach: to a character or a word that cannot be inside one. A verb right before `end` that itself
 * follows a break is the name (创新|医疗 after a comma).
 */
function nameStart(
  text: string,
  end: number,
  floor: number,
  stops: ReadonlyMap<number, number>,
  mayBeVerb = true,
): number {
  let start = end;
  while (start > floor && end - start < MAX_NAME) {
    if (
      STOP.has(text[start - 1]!) &&
      text.slice(start - 2, start + 1) !== '共和国' &&
      !/^和[谐平黄记信美睦邦合]/u.test(text.slice(start - 1, start + 1)) &&
      // ▲和泰营造 at the start of the sentence: nothing stands before it that it could join.
      !(start < end && /^[^\p{Script=Han}A-Za-z]*和$/u.test(text.slice(0, start))) &&
      // 安和家居 at the start of a clause: one character is no member of a list.
      !(
        start < end &&
        /(?:^|[，。；：！？“”「」（）\n ])\p{Script=Han}和$/u.test(text.slice(Math.max(0, start - 3), start))
      )
    )
      break;
    // 工作 parts, but not in 法制工作委员会.
    const isInside =
      /^(?:委员会|办公室|部|领导小组)/u.test(text.slice(start, start + 4)) && text.slice(start - 2, start) === '工作';
    if (!isInside && STOP_WORDS.test(text.slice(Math.max(floor, start - 5), start))) break;
    const isInnerAnd = text[start - 1] === '和';
    const word = isInnerAnd ? undefined : stops.get(start);
    if (
      word !== undefined &&
      (start < end || mayBeVerb || /\p{Script=Han}/u.test(text[word - 1] ?? '')) &&
      NAME_WORD.test(text.slice(word, start)) &&
      word > floor
    ) {
      start = word;
      continue;
    }
    if (word !== undefined) {
      if (start < end || !mayBeVerb || word < floor || (word > 0 && !STOP.has(text[word - 1]!))) break;
      return word;
    }
    start--;
  }
  return start;
}

function span(text: string, start: number, end: number): OrgSpan {
  return { start, end, text: text.slice(start, end) };
}

export type OrgBefore = { org: OrgSpan | null; anaphor: string | null };

/** The organisation glued before an office: 青橙优选|副总裁, 该行|行长, 后者的|定价负责人. Looks no further back than `floor`. */
export function organisationBefore(text: string, role: RoleSpan, orgs: readonly OrgSpan[], floor: number): OrgBefore {
  // 机器人公司|云麓机器人|联合创始人: the one nearest to the office.
  const inside = orgs.findLast(
    (org) => org.start >= floor && org.start < role.start && org.end <= role.headStart && isGlued(text, org, role),
  );
  if (inside) return { org: inside, anaphor: null };
  const link = /(?:(?:正在?|已)与其?|旗下的?|的|原任|前任|现任|时任|原|前)+$/u.exec(
    text.slice(Math.max(floor, role.start - 6), role.start),
  );
  const to = role.start - (link?.[0].length ?? 0);
  const anaphor = ANAPHOR.exec(text.slice(Math.max(floor, to - 4), to))?.[0] ?? null;
  // 负责海外市场|的副总裁: a field, no company.
  if (
    link?.[0] === '的' &&
    /(?:负责|分管|主管|主抓|掌管)[^，。；]{2,14}$/u.test(text.slice(Math.max(floor, to - 18), to))
  )
    return { org: null, anaphor: null };
  const quoted = /[「“]([^「」“”]{2,10})[」”]$/u.exec(text.slice(Math.max(floor, to - 13), to));
  // “薯管家”团队 is a team; “零一”联合创始人 speaks of a company.
  if (quoted && !isGeneric(quoted[1]!) && !/^(?:团队|项目|小组|计划|栏目|频道|品牌|部)/u.test(role.text))
    return { org: span(text, to - 1 - quoted[1]!.length, to - 1), anaphor: null };
  const country = COUNTRY.exec(text.slice(Math.max(floor, to - 6), to));
  // 面包新语|中国|原CEO: a company's branch in a country.
  const isBranch =
    country?.[0] === '中国' &&
    /[\p{Script=Han}A-Za-z]/u.test(text[to - 3] ?? '') &&
    to - 3 >= floor &&
    !STOP.has(text[to - 3]!);
  if (country && !isBranch) return { org: span(text, to - country[0].length, to), anaphor: null };
  const latin = LATIN_ORG.exec(text.slice(Math.max(floor, to - 40), to));
  const from = latin ? to - latin[0].length : nameStart(text, to, floor, wordsOf(text).stops, false);
  const end = extendedByField(text, from, to, role);
  const name = text.slice(from, end);
  const isInsideQuote = /[」”]/u.test(text[from - 1] ?? '')
    ? /[「“]([^「」“”]{2,10})[」”]$/u.exec(text.slice(Math.max(floor, from - 13), from))
    : null;
  if (
    isInsideQuote &&
    !isGeneric(isInsideQuote[1]!) &&
    end - from <= 4 &&
    !/^(?:团队|项目|小组|计划|栏目|频道|品牌|部)/u.test(name)
  )
    return { org: span(text, from - 1 - isInsideQuote[1]!.length, from - 1), anaphor: null };
  const isName = end - from >= 2 && !isGeneric(name) && !NO_NAME.test(name) && text[end] !== '】';
  return isName ? { org: span(text, from, end), anaphor: null } : { org: null, anaphor };
}

/** Between a company and its officer stand units only: 美团|到家事业群某业务线|负责人. */
function isGlued(text: string, org: OrgSpan, role: RoleSpan): boolean {
  const gap = text.slice(org.end, role.start);
  return (
    gap.length <= 14 &&
    !/^(?:的?旗下|的?(?:全资|控股)?子公司|的?关联公司)/u.test(gap) &&
    !/[A-Z][a-z]/u.test(gap) &&
    !/[，。；：！？“”｜|丨]/u.test(gap) &&
    !/(?:宣布|公告|回应|否认|证实|称|表示|收到|董事会|收购|任命|聘任|离职|离任|辞|日|将|已|被|股份的|委派|提名|推荐|派驻)/u.test(
      gap,
    )
  );
}

const NO_NAME =
  /^(?:临时|[^，。]{0,6}(?:新一届|本届|上届|第.届)|一[位名个家]|两|三[位名个家]|四[位名个家]|五[位名个家]|多[位名个家]|几|这|那|某|有(?!赞)|人事|快讯|突发|独家|重磅|官宣|深夜|刚刚|双方|首位|第)|(?:离职|辞职|离任|辞去|卸任|不再|加入|有限(?!公司|责任)|相关|拟|将|公布|发布|发生|(?:委派|改派|选派|提名|推荐)$)|[0-9]{1,2}月|字头/u;

/** 云梯数据|销售副总裁: the first field word of the title may be the last word of the company's name. */
function extendedByField(text: string, from: number, to: number, role: RoleSpan): number {
  if (to - from < 2 || to - from > 5 || to !== role.start) return to;
  const match =
    /^(?:美妆|母婴|餐饮|数据|直播|短视频|支付|电商|物流|零售|证券|资本|投资|游戏|音乐|金融|智能|传媒|教育|医疗|汽车|信息|集团|股份|半导体|机器人|食品|生鲜|家居|科技|社区|平台|影视|文化|体育|旅游|出行|买菜|外卖|视频|阅读|健康|俱乐部|研究院|大学|医院|网|App|云|安全|能源|电池|动力)/u.exec(
      text.slice(to, role.headStart),
    );
  return match ? to + match[0].length : to;
}
