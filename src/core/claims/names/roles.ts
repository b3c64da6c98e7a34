/** Offices and titles in Chinese text: 副总经理, 商业化互联网行业负责人, 首席增长官, CTO. */

export type RoleSpan = {
  start: number;
  end: number;
  text: string;
  /** Where the office proper begins, after unit and field words: 负责人 in 开放平台负责人. */
  headStart: number;
};

const LATIN_HEAD =
  '(?<![A-Za-z])(?:C[A-Z]O|CISO|S?VP|EVP|GM|HRVP|HRD|P(?:[5-9]|1\\d)|T\\d|M\\d|[Cc]hief|[Pp]resident|(?:Co-)?[Ff]ounder|HR)(?![A-Za-z])';
const HEADS = (
  '督察长 协理 副理 代表人 总经理助理 总裁助理 行长助理 董事长助理 主策划 策划总监 稽核长 核心技术人员 特命全权大使 制作人 制片人 元老 副主任委员 总检察长 副总检察长 委员长 副委员长 委员 执行董事长 联席董事长 轮值董事长 副总编辑 董事局主席 董事会主席 董事会秘书 名誉董事长 副董事长 董事长 独立非执行董事 非执行董事 执行董事 独立董事 职工代表董事 职工董事 外部董事 董事总经理 董事 独董 董秘 监事会主席 监事长 职工代表监事 职工监事 监事 ' +
  '副总裁 总裁 副总经理 总经理 副总监 总监 总会计师 总工程师 总设计师 总精算师 总经济师 总法律顾问 总审计师 总顾问 总编辑 副总编 总编 总监制 总导演 主编 主笔 总干事 副总 主办 经理 负责人 主管 店长 组长 处长 科长 主任委员 副主任 主任 ' +
  '副书记 书记 副行长 行长 副会长 会长 秘书长 理事长 理事 副院长 院长 副校长 校长 所长 副局长 局长 署长 副部长 部长 厅长 司长 副市长 市长 县长 区长 镇长 副省长 省长 州长 副总统 总统 副总理 总理 首相 大臣 外长 财长 防长 议长 众议员 参议员 议员 副社长 社长 ' +
  '执行长 营运长 财务长 技术长 策略长 資訊長 執行長 營運長 財務長 技術長 行銷長 董座 董事長 副董事長 總經理 副總經理 總裁 副總裁 總監 經理 負責人 獨立董事 執行董事 非執行董事 監事 董事會主席 創辦人 創始人 主席 副主席 局長 署長 部長 處長 社長 會長 院長 校長 行長 市長 秘書長 主管 ' +
  '联合创始人 联席创始人 创始合伙人 创始人 创办人 执行合伙人 管理合伙人 合伙人 掌门人 掌门 一把手 二把手 一号位 二号位 主教练 主帅 总教练 教练组长 教练 助教 领队 队长 法定代表人 法人代表 授权代表 公司秘书 证券事务代表 内审负责人 实际控制人 顾问 发言人 基金经理 架构师 科学家 高级管理人员 高管 领导 馆长 台长 检察长 司令员 司令 参谋长 大使 主持人 总管 掌舵人 当家人 接班人 老总 班主任 专员 代表 副總 顧問 合夥人 總教練 教練'
).split(' ');
/** 首席增长官, 首席信息安全官, 首席法务顾问, 首席财务官 */
const CHIEF = '首席(?:\\p{Script=Han}{1,6}?(?:官|家|师|顾问|代表|执行|运营|長|顧問))';
const REGION =
  '(?:大中华区?|中国区|中国大陆|港澳|亚太区?|(?:欧洲|欧美|北美|拉美|南美|东南亚|中东|非洲|澳新|亚洲|华东|华南|华北|华中|华西|西南|西北|东北|东区|西区|南区|北区|北欧)(?:大区|地区|区|市场|团队|分公司)?|(?:中国|美国|日本|韩国|印度|巴西|英国|德国|法国|全国|北京|上海|广州|深圳|杭州|新加坡|香港|台湾)(?:大区|地区|区|市场|团队|分公司)|全球|国际|海外|区域|大区|总部)';
const FIELDS =
  '高级 资深 执行 常务 副 代理 代 联席 联合 轮值 名誉 终身 首任 现任 时任 新任 候任 前任 原 前 兼 集团 公司 本公司 技术 产品 市场 营销 品牌 公关 销售 渠道 商务 运营 财务 法务 法律 人力资源 人力 人事 行政 战略 投资 投融资 投后 采购 供应链 物流 仓储 质量 质控 生产 制造 研发 算法 数据 设计 用户 客户 内容 社区 搜索 推荐 广告 商业化 商业 电商 直播 短视频 游戏 音乐 本地生活 增长 平台 业务 开放 风控 安全 信息 互联网 行业 金融 支付 零售 企业 政府 公共 事务 媒体 会员 活动 招商 商家 商品 定价 配送 招聘 培训 审计 内审 合规 税务 证券事务 资本 管理 策略 中台 事业部 事业群 事业线 业务线 部 部门 团队 线 中心 项目 小组 合作 直营 加盟 门店 母婴 美妆 时尚 家居 食品 生鲜 汽车 出行 教育 医疗 旅游 酒店 到家 到店 国际化 跨境 进出口 外贸 影视 视频 新媒体 公共关系 政府关系 投资者关系 开放平台 商业产品 产品设计 用户增长 用户体验 创意 整合 策划 拓展 发展 服务 售后 质检 工程 基础 架构 系统 硬件 软件 芯片 大模型 模型 人工智能 智能 机器人 自动驾驶 自动化 实验室 研究院 研究 学术 编辑 采编 新闻 版权 制作 艺人 经纪 赛事 竞技 体育 俱乐部 青训 一线队 预备队 分行 支行 分公司 子公司 办公室 总办 秘书处 委员会 党委 党组 工会 纪委 AI IT HR PR App APP SaaS 级 L2级 某 一级 二级 三级 高频 资金 结算 清算 信贷 风险 信用 稽核 固定收益 权益 量化 交易 资产 财富 私人银行 零售银行 对公 保险 理赔 精算 健康 养老 储能 电池 光伏 新能源 动力 整车 底盘 座舱 代工 半导体 封装 原料药 临床 医学 注册 药政 学生 教务 科研 外事 宣传 组织 统战 政法 财政 税收 海关 外交 国防 交通 卫生 农业 环境 能源 住建 内政 商业平台 商业技术 国際 市場 財務 營運 產品 技術 業務 採購 團隊 人資 資深 執行 代理 行銷 研發 數位 內容 電商 社群'.split(
    ' ',
  );

const byLength = (words: readonly string[]): string =>
  [...new Set(words)]
    .sort((a, b) => b.length - a.length)
    .map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
const HEAD = `(?:${CHIEF}|${LATIN_HEAD}|${byLength(HEADS)})`;
const HEAD_PATTERN = new RegExp(HEAD, 'gu');
const FIELD_BEFORE = new RegExp(`(?:${byLength(FIELDS)}|${REGION})$`, 'u');
/** Words before an office that the office swallows at most: nobody's title is longer. */
const MAX_FIELDS = 8;

/** 公司副总裁, 兼CEO, 原董事长: what stands before the title is not part of it. */
const LEAD =
  /^(?:本公司|公司|集团(?=公司|董事|副|总|执行|首席|原|前|C[A-Z]O)|兼|时任|现任|新任|候任|前任|原|前(?!端))+/u;

/** 董事 in 董事会, 代表 in 代表作, 经理 in 经理人: the office is part of another word. */
const PART_OF_WORD =
  /^(?:会(?!主席|秘书)|會(?!主席)|局(?!主席)|性(?:质|别)|作(?:品|用|为)|团|層|层|席位|席次|室|办公室|办公|办|证|权(?:益|限|利|力|责)|责任|职责|类|制|所|厅|院|们|學院|学院|大学|手机|助理|候选人?|力|组(?!长)|提名|人选|人選|名单|岗位?|信箱|专线|驾驶舱|看板|感)/u;

/** 代行|财务总监职责: an office that somebody fills. */
function isActedFor(text: string, start: number, end: number): boolean {
  return (
    text.startsWith('职责', end) &&
    /(?<!（)(?:代行|暂代|代理)[^，。；]{0,8}$/u.test(text.slice(Math.max(0, start - 10), start))
  );
}

/** 有限合伙人: who holds a share, no office. */
const NO_OFFICE_BEFORE = /有限$/u;

/** All offices of `text` from left to right; unit and field words before the office belong to it. Linear: each looks at most 40 characters back. */
export function findRoles(text: string): RoleSpan[] {
  const roles: RoleSpan[] = [];
  for (const match of text.matchAll(HEAD_PATTERN)) {
    const headStart = match.index;
    const end = headStart + match[0].length;
    if (
      (PART_OF_WORD.test(text.slice(end, end + 4)) && !isActedFor(text, headStart, end)) ||
      NO_OFFICE_BEFORE.test(text.slice(Math.max(0, headStart - 2), headStart))
    )
      continue;
    const floor = Math.max(roles.at(-1)?.end ?? 0, headStart - 40);
    let start = headStart;
    // 国家安全部|部长, 外事委员会|副主任: a minister's ministry is an organisation, not a field.
    const owner = /^副?部长/u.test(match[0]) ? /部$/u : /^(?:副?主任|委员|副?主席)/u.test(match[0]) ? /委员会$/u : null;
    for (let i = 0; i < MAX_FIELDS; i++) {
      const field = FIELD_BEFORE.exec(text.slice(Math.max(floor, start - 8), start));
      if (!field || owner?.test(field[0])) break;
      start -= field[0].length;
    }
    start += LEAD.exec(text.slice(start, headStart))?.[0].length ?? 0;
    roles.push({ start, end, text: text.slice(start, end), headStart });
  }
  return roles;
}
