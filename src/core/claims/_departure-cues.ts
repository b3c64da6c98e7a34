/** The words of leaving in Chinese and what stands around them: who did it to whom, how sure it is, who says so. */
import type { ClaimStatus } from '../types.ts';
import type { ChangeType } from './_departure-record.ts';

/** Which side of the trigger the leaver stands on, and what follows it. */
export type TriggerKind =
  /** X离职: the leaver stands before it. */
  | 'leaves'
  /** X辞去Y职务: the leaver before it, the office behind. */
  | 'gives_up'
  /** 免去X的Y职务, 解聘X: the leaver behind it (before it when 被 stands there). */
  | 'removes'
  /** 收到X的辞职报告: the leaver between both. */
  | 'hands_in'
  /** Y接替X: the leaver behind it, the successor before. */
  | 'replaces';

export type Trigger = { start: number; end: number; word: string; kind: TriggerKind };

const T: readonly [TriggerKind, RegExp][] = [
  ['hands_in', /(?:辞职|辞任|离职|辭任|辭職)(?:报告|申请|函|信|书|信函|通知)|辞呈|辭呈|书面辞职|书面辞呈/gu],
  [
    'gives_up',
    /辞去|辭去|卸去|卸下|卸任|卸職|辞任|辭任|不再(?:继续)?(?:担任|擔任|兼任|出任|任(?=[\p{Script=Han}]{2})|分管|负责|主管|续任|担负|参与(?=[^，。]{0,8}(?:经营|管理|运营)))|退出(?=(?:董事行列|董事会|董事會|管理层|日常管理|公司管理|核心管理|董事名单|管理团队|一线))|请辞(?=[\p{Script=Han}A-Z])(?!去|任|职|呈)|免职/gu,
  ],
  [
    'removes',
    /免去|免除(?=[^，。]{0,12}职务)|罢免|罷免|解聘|解雇|解僱|开除|辞退|撤换|(?:更换|换掉)(?=[^，。；]{0,14}(?:首席|[A-Z]O|总裁|总经理|主帅|主教练|董事长))|解除(?=[^，。]{0,16}(?:职务|聘任|劳动合同|劳动关系|合同|合约|聘用))|解职|撤销(?!党内)(?=[^，。]{0,12}职务)|炒掉|失去了(?=[^，。]{0,14}(?:总监|總監|裁|经理|官|长))/gu,
  ],
  [
    'replaces',
    /接替(?!者|人|的|[他她其]的)|接棒(?![的者])(?=[\p{Script=Han}A-Z“])|(?<![听争采索吸])取代(?!而|方|品|表)|顶替|接过了?(?=[^，。]{0,10}(?:前任|帅印|教鞭))/gu,
  ],
  [
    'leaves',
    /离职|離職|离任|離任|辞职|辭職|请辞(?!去|任|职|呈)|請辭|去职|退休|退任|下课|出走|闪辞|挂冠|挂印而去|离场|离队|退居二线|退居幕后|出局|隐退|引退|去世|逝世|病逝|病故|离世|辭世|辞世|跳槽|离开|離開|走人|走了(?=[，。！]|$)|(?<=[将把][^，。；]{1,12}(?:一职|职务|职位|位[置子]|椅子|接力棒|权杖|帅印|大权|重任|C[EFOT]O|董事长|总裁|总经理))(?:正式)?(?:交给|交予|交棒给|传给|让给|交到|移交给|托付给)了?|(?<=(?:劳动|聘用)(?:关系|合同)[^，。；]{0,12})(?:解除|终止)|(?:已|已经|早已)不在(?:公司|该公司|本公司|集团)(?=任职|工作|上班)|交了班|会不会走|萌生退意|转岗|调任|調任|轮岗|转任|轉任|调往|調往|(?<![上下回微])调至|调离|(?<!跳)转至|(?<![上下回微])调到|轉投|转投|交棒(?=[，。；！给予]|$)|让贤|出逃|退出(?=公司(?:[，。]|$))|分道扬镳|告别(?=公司)|(?<=发文|发帖|朋友圈|致信|正式|挥手|宣布|内网)告别|(?<=由[\p{Script=Han}A-Za-z·]{2,8})变(?:更)?为|(?<=[\p{Script=Han}]{2})解任(?=[，。；])|不再是(?=[^，。]{2,12}的一(?:员|份子))|(?:合约|合同|任期|聘期)(?:已|将|即将)?(?:到期|届满|结束|屆滿)|不再续约|不再续聘|拒绝辞/gu,
  ],
];

/** 离职率, 离职手续, 退休金: the word names a thing or a custom, not somebody's leaving. */
const NOT_LEAVING_AFTER =
  /^(?:率|潮|补偿|赔偿|手续|证明|交接|面谈|员工|人员|激励|流程|后遗症|金(?!额)|年龄|制度|工资|人士|计算器|经理(?!人)|原因|申请表|倾向|成本|意愿|协议|管理|审计|风波|图谱|现象|传闻中|大军|季|一族|率先|后[^，。；]{0,6}(?:年|个月)内不|的(?:占|比例|人数|概率|原因分|成本)|返聘|党员|状态|后依旧|后仍|年|职工|干部|老人|老同志|老干部|老教师|老工人|同志|生活|养老|待遇|保障|规划|教师|前请|即|不久便会|与否|谈判|窗口|高峰|门|不|关税|地球|(?:了)?(?:我们|世界|人世|人间|这里|那里|家|座位|会场|现场|酒店|中国市场|舞台|校园)|(?:高级管理人员|高管|基金经理)的?(?:相关?|信息)|之日|后(?:门|台)|前(?=的|，|。|最后|夕|曾)|条件|细节|机制|政策|改革|方案|话题|体系|问题|后股价)/u;
/** 免去了麻烦, 开除党籍: something else than an office. */
const NO_OFFICE_AFTER =
  /^(?:以来|程序|一事|事宜|流程|理由|争议|纠纷|前(?=的|，|。|最后)|后仍|了(?!他|她|其)|不少|很多|多次|烦|劳工|[0-9]|党籍|公职|学籍|军籍|出|一切费用|手续|费|税)/u;
/** 否认… and 未… before a trigger are statuses, but 防止离职, 员工离职, 激励对象离职 are no executive's leaving. */
const NOT_LEAVING_BEFORE =
  /(?:流|离(?=$)|员工|職員|职员|激励对象(?:中)?(?:因个人原因)?|骨干|工人|教师|护士|司机|主播|学生|仓管员|全员|程序员|工程师们|人员(?:因个人原因)?|套现|临近|达到法定|防止|避免|逼|强迫|劝|(?<!被[^，。；]{0,8})要求|呼吁|威胁|考虑到|鼓励|批量|大规模|主角|主演|艺人|裸|未曾|从未|未曾有|(?:未|没有)(?:发生|出现)|因伤|含泪|不主动|(?:没有?|未曾?|并未)听(?:说|闻)[^，。；]{0,8}|延迟|弹性|渐进式|推迟|不(?=$)|原计划|原定|拒不|(?<!决定|宣布|将|已|并|表示|要)(?:立即|马上|赶紧)|若|如果|一旦|假如|倘若|谁该为[^，。]{0,10}引咎|(?<![适响供相反回对])应(?:该|当)?(?:为[^，。；]{0,12}或)?(?:立即|引咎|主动)?|(?:必须|(?<!被[^，。；]{0,8})要求|呼吁|敦促|讨论|愿|催促|逼迫)[^，。；]{0,16}(?:立即|引咎|主动|集体|全体|条件下)?)$/u;
/** 未有离任计划, 三年内没有退休打算: nobody leaves, and nobody denied that he would. */
const NO_PLAN =
  /(?:未有|没有|尚无|暂无|并无|无|不存在)[^，。]{0,6}(?:离任|离职|退休|辞职|卸任|离开)的?(?:计划|打算|安排|意向|想法|情况)/u;
const INCENTIVE = /激励对象|限制性股票|股票期权|期权|归属条件|行权|回购注销|购回|授予/u;
/** 不会罢免防长, 承诺三年内不离职: what will not be done to or by somebody. */
const NOT_DONE = /(?:不会|不打算|无意|不想|拒绝|没有)$/u;
const PROMISED = /(?:承诺|保证|约定)[^。；]{0,30}不(?:主动|会|得|再)?$/u;
/** 未转任其他岗位 */
const NOT_MOVED = /[未不](?:再)?$/u;
/** 若执行长辞职, 一旦创始人丧失控制权: at the start of a clause only, 若 is also a given name. */
const CONDITION =
  /(?:^|[，。；：“])(?:若|如果|一旦|假如|倘若|要是|倘|如(?!今|何|期|此|是|[\p{Script=Han}]{2}$))[^，。；]{0,20}(?:，[^，。；]{0,16})?$/u;

/** A character of every word of leaving: most sentences have none, and one look tells. */
const MAY_LEAVE =
  /[离離辞辭卸退免罢罷解职任雇开撤炒失接取顶替换下走闪挂队居隐引去逝病跳会意岗调調转轉轮投棒贤逃道告别更到届约续交不请請出止分让讓]/u;

/** All triggers of a sentence in order, longest first at one place; words that only look like leaving are left out. */
export function findTriggers(text: string): readonly Trigger[] {
  const known = remembered.get(text);
  if (known) return known;
  if (remembered.size >= MOST_SENTENCES) remembered.clear();
  const found = triggersIn(text);
  remembered.set(text, found);
  return found;
}

/** Several slots ask for the same sentence; an article's worth is remembered. */
const remembered = new Map<string, readonly Trigger[]>();
const MOST_SENTENCES = 256;

function triggersIn(text: string): Trigger[] {
  if (!MAY_LEAVE.test(text)) return [];
  const found: Trigger[] = [];
  for (const [kind, pattern] of T)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((t) => t.start < end && start < t.end)) continue;
      const before = text.slice(Math.max(0, start - 24), start);
      const after = text.slice(end, end + 8);
      if (
        isOtherWord(kind, before, after) ||
        NOT_LEAVING_BEFORE.test(before) ||
        NO_PLAN.test(before + match[0] + after)
      )
        continue;
      if (
        INCENTIVE.test(text) &&
        /^(?:离职|退休|辞职)/u.test(match[0]) &&
        /激励|授予|归属|回购|购回|行权|注销/u.test(text)
      )
        continue;
      if ((kind === 'removes' && NOT_DONE.test(before)) || PROMISED.test(text.slice(Math.max(0, start - 48), start)))
        continue;
      if (/^(?:转任|轉任|调任|转岗)$/u.test(match[0]) && NOT_MOVED.test(before)) continue;
      if (CONDITION.test(before) && !/仍|但/u.test(text.slice(0, start))) continue;
      found.push({ start, end, word: match[0], kind });
    }
  return found.sort((a, b) => a.start - b.start);
}

/** 离职率 and 离职手续 are things; 办完离职手续 is somebody's leaving. */
function isOtherWord(kind: TriggerKind, before: string, after: string): boolean {
  // 取代了|董事X: whom one replaces is a person or nobody.
  if (kind === 'replaces') return false;
  // 商谈离任条件: who bargains over how to leave is about to.
  if (
    kind === 'leaves' &&
    /^(?:条件|事宜|细节|方案)/u.test(after) &&
    /(?:商谈|磋商|协商|谈判|商讨|商议)[^，。；]{0,4}$/u.test(before)
  )
    return false;
  if (kind === 'leaves' && after.startsWith('手续') && /办[理完妥结好](?:完成|完毕|完|好|了)*$/u.test(before))
    return false;
  return (kind === 'leaves' ? NOT_LEAVING_AFTER : NO_OFFICE_AFTER).test(after);
}

/** `resign` needs a word of resigning, a personal reason, or the person's own announcement; see the label policy in test/eval/gold. */
export function changeTypeOf(trigger: string, clause: string, isOwnWord: boolean): ChangeType {
  if (/退休|退任/u.test(trigger) || /(?:到龄|年龄|法定)[^，。]{0,6}退休|因退休|已退休|退休离任|退休年龄/u.test(clause))
    return 'retire';
  if (
    /免去|免除|罢免|罷免|解聘|解雇|解僱|开除|辞退|撤换|撤销|解除|免职|炒掉|下课/u.test(trigger) ||
    /被(?:董事会)?(?:免职|解聘|解雇|开除|罢免|解职|炒|辞退|通知解除|投票免职)/u.test(clause)
  )
    return 'dismiss';
  if (
    /转岗|调任|調任|轮岗|转任|轉任|调往|調往|调至|调离|转至|调到|退居二线/u.test(trigger) ||
    /工作调动|工作调整|组织调动|另有任用|转岗|改任|(?<!个人)工作变动|(?<![未不])转任|轉任|调任|调往/u.test(clause)
  )
    return 'transfer';
  if (
    /辞|辭|闪辞/u.test(trigger) ||
    /辞职|辞去|辞任|辞呈|請辭|请辞|个人原因|個人原因|个人发展|家庭原因|身体原因|健康原因|生涯規劃|提了离职|(?:提出|提交|递交)(?:了)?离职/u.test(
      clause,
    ) ||
    isOwnWord
  )
    return 'resign';
  return 'unspecified';
}

/** Words of a denial, wherever they stand in a sentence. */
export const DENIED =
  /否认|否認|不实|谣言|謠言|失实|严重不符|不属实|并非事实|子虚乌有|假消息|假的|并未收到|没有收到|未收到|拒绝辞职|辟谣|并未离职|没有离职|未离职|并未离开|我没有离[开职]|没有离职|亦未辞职|不会(?:离开|离职|辞职|卸任)|无意(?:离开|离职|辞职)|纯属|没有(?:这个|此|这样的|任何)?(?:离职|辞职|离开)?的?(?:计划|打算)|无此(?:计划|事)|没有(?:此事|这回事)|不存在[^，。；]{0,8}(?:离职|辞职|离任|辞任|离开)[^，。；]{0,4}(?:计划|打算|意向|安排|情形|情况)|目前(?:仍)?(?:均)?(?:在)?正常(?:履职|履行[^，。]{0,6}职责)|假新闻/u;
const NOT_DENIED = /没有否认|未否认|不否认|並未否認|尽管[^，。]{0,12}否认|虽然[^，。]{0,12}否认|予以否认|未予否认/u;
const RUMOURED =
  /或将|或於|或于|或在|或已|(?:商谈|磋商|谈判|商讨)[^，。]{0,6}(?:离任|离职|退休)|据传|网传|传(?:出|闻|言)|盛传|傳|疑似|可能|考虑|有意|酝酿|萌生退意|会不会|曝(?!光)|爆料|是否|恐将|疑(?=离|因|将)|不予(?:置评|評論)|没有否认|有消息称(?![^，。]{0,12}已)|即将出局|提了离职/u;
const PLANNED =
  /将于|将在|将从|将卸|将离|将辞|将退|将不再|将正式|拟于|拟辞|拟离|拟卸|计划|将要|即将|将會|將於|將在|将会|将(?=[^，。]{0,8}(?:卸任|离任|离职|离开|辞|退休|不再))|届满后不再|生效前|定于|预定|预计/u;

/** 辞职后将不再担任任何职务: what follows from the leaving, no plan of it. */
const AFTERWARDS = /(?:辞职|辞任|离任|卸任|离职|退休)后[^，。；]{0,6}将?不再/u;

/** 辞职报告将在选出新任后生效，在此之前仍履行职责: decided, but still in the post. */
const STAYS_UNTIL =
  /(?:选举产生|选出|改选出?|补选|就任|到任|任命)[^。；]{0,20}(?:后|时|之日起?|前)(?:方可|方能|方|才)?(?:生效|，[^。；]{0,24}(?:仍|继续)[^。；]{0,16}(?:履行|履职))|(?:在此之前|在此期间|此前)[^。；]{0,24}(?:仍将?|继续|继续依[^。；]{0,14})(?:履行|履职)|(?:新[^，。；]{0,8}|继任者[^，。；]{0,6})选出前[^。；]{0,6}继续履[职行]/u;

/** 将协助公司完成交接至9月30日 */
const HANDS_OVER_UNTIL = /将[^，。；]{0,12}(?:交接|过渡|留任|工作|任职)[^，。；]{0,4}至/u;

/** How sure the article is of this leaving. The label policy of test/eval/gold says what each status means. */
export function statusOf(context: StatusContext): ClaimStatus {
  const { clause, sentence, isFuture } = context;
  const denies = DENIED.test(sentence) && !NOT_DENIED.test(sentence);
  if (denies && !/离开公司|留任/u.test(DENIED_ELSEWHERE.exec(sentence)?.[0] ?? '')) return 'denied';
  if (/没有否认|未否认|不否认/u.test(sentence)) return 'rumoured';
  if (/(?:^|[，。：])消息称/u.test(sentence) && PLANNED.test(clause)) return 'rumoured';
  const isHearsay = RUMOURED.test(clause) || HEARSAY.test(sentence);
  if (isHearsay && DENIED.test(context.next) && !NOT_DENIED.test(context.next)) return 'denied';
  if (isHearsay && CONFIRMED_NEXT.test(context.next)) return 'confirmed';
  if (/疑似|疑已/u.test(clause)) return 'rumoured';
  if (RUMOURED.test(clause) && !/已(?:经)?(?:离|辞|从|卸|办|交)/u.test(clause)) return 'rumoured';
  if (
    isFuture ||
    PLANNED.test(clause.replace(AFTERWARDS, '')) ||
    STAYS_UNTIL.test(sentence) ||
    HANDS_OVER_UNTIL.test(sentence) ||
    STAYS_UNTIL.test(context.next)
  )
    return 'planned';
  return context.isOwnWord ||
    OWN_NEXT.test(context.next) ||
    (context.isFormal && context.attribution === null) ||
    isOwnVoice(context) ||
    /讣告|召开董事会|(?:宣布|通报)[^。；]{0,10}(?:决定|任免)|干部(?:大会|会议)|(?:公告|年报|年度报告|半年报|季报|季度报告)(?:中)?(?:显示|称|披露|指出)|(?:发布|发出)(?:了)?(?:全员信|内部信|公开信|公告|声明|通告)|(?:董事会|股东大会|股东会|监事会|会议|常委会)[^，。；]{0,16}(?:审议通过|表决通过|通过(?:了)?(?:决定|决议))|官宣(?!加入|加盟|入职)|官方(?:微信)?(?:公众号|微博|微信|账号)|(?:董事会|公司|集团)(?:于?[^，。]{0,12})?收到|(?:公司|集团|方面)(?:随后)?(?:证实|确认|宣布|披露)/u.test(
      sentence,
    )
    ? 'confirmed'
    : 'reported';
}

/** 有媒体称, 网传, 有消息称: somebody outside says so. */
const HEARSAY =
  /(?:多家|部分|个别)媒体|有(?:媒体|消息|网友|传言|爆料)[^，。]{0,6}[称说指]|网传|据传|传闻|盛传|[被遭]曝|爆料|外媒/u;
/** 她在告别信中写道: who left says it in the sentence behind. */
const OWN_NEXT =
  /^[他她](?:本人)?(?:随后|当日|当晚)?在[^，。；]{0,10}(?:告别信|公开信|内部信|全员信|朋友圈|微博|长文|社交媒体|公众号)[^，。；]{0,6}(?:写道|表示|称|说|坦言)/u;
/** 公司确认了这一消息, 对此公司回应：属实 */
const CONFIRMED_NEXT =
  /(?:公司|集团|方面|内部人士|负责人|发言人)(?:也|亦|随后)?(?:向|对)[^，。；]{2,10}(?:证实|确认|承认)了?(?!真实性)[^，。；]{0,6}(?:消息|情况|离职|属实|此事|说法|变动)|(?<!未|没有|拒绝|不予|无法|未能|尚未|向[^，。]{0,8})(?:证实|确认|承认)(?!真实性)[^，。；]{0,10}(?:消息|情况|离职|属实|传闻|此事|说法|变动)|(?:消息|情况|离职)[^，。]{0,4}(?:属实|为真)|回应[^。]{0,6}属实|回应[^。]{0,60}(?:确已|正常(?:更迭|变动|调整|流动|更替)|尊重(?:其|他|她|个人)|感谢(?:他|她|其))|得到[^，。]{0,10}(?:证实|确认)/u;

/** Whether a sentence tells what media, insiders or data pages say. */
export function isFromOutside(text: string): boolean {
  return isOutsideVoice(text) || /据统计|据悉/u.test(text);
}

/** Whether somebody outside speaks. 公司对记者表示, 公司向员工宣布: whom the company speaks to is no voice of his own. */
function isOutsideVoice(text: string): boolean {
  return OUTSIDE.test(text.replace(ADDRESSED, ''));
}

const ADDRESSED =
  /证券部人士|公司人士|(?:对|向|回应|回复|答复|告诉|告知)[^，。]{0,14}(?:记者|媒体|本报|新闻|财经|日报|》|员工|同事|投资者)/gu;

/** 虽然已辞去法定代表人，但表示自己并没有离开公司: denies something else. */
const DENIED_ELSEWHERE = /虽然已辞去[^。]*没有离开公司/u;
/** Media, insiders, platforms and web pages are no voice of the company, whatever verb they use. */
const OUTSIDE =
  /知情|消息人士|接近|业内|媒体|员工|记者|报道|获悉|了解|爆料|自媒体|网传|传|页面|资料|工商|脉脉|天眼查|企查查|猎头|信源|消息|一位|另一位|内部邮件|内部群|日报|财经|新闻|晚点|36氪|界面|澎湃|第一财经|彭博|路透|社(?:报|讯)|外媒|有人|人士(?:表示|称|说|透露)/u;

/** The company, its filing, the regulator or the person himself says it. */
function isOwnVoice({ attribution }: StatusContext): boolean {
  if (attribution === null) return false;
  if (/讣告/u.test(attribution)) return true;
  return (
    !isOutsideVoice(attribution) &&
    /公告|公布|宣布|官宣|承认|证实|确认|披露|回应|表示|称|说|告诉|告知|内部信|声明|通报|通告|回复问询函|否认|写道|公告|通知|委任/u.test(
      attribution,
    )
  );
}

export type StatusContext = {
  clause: string;
  sentence: string;
  /** The sentence behind. */
  next: string;
  isFuture: boolean;
  attribution: string | null;
  isOwnWord: boolean;
  /** Told as filings tell it: a courtesy title, an office laid down in form. */
  isFormal: boolean;
};
