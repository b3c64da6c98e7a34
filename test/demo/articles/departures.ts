/** The departures at Xiaohongshu (小红书) in the first half of 2025, retold from public reports. */
import type { DemoText } from '../site.ts';

/** The portal's own report: the one that others copy. */
export const threeLeave: DemoText = {
  title: '半年走了三位：小红书商业化团队又少一员大将',
  author: '码头望潮',
  lead: '商业化互联网行业负责人赵维晨离开小红书，此前苍响、吴颖炳已先后离职。',
  paragraphs: [
    '六月还没过完，小红书广告这条线上又有熟面孔收拾工位。2025年6月，小红书商业化互联网行业负责人赵维晨（薯名：白哉）离职。“薯名”是这家公司的花名文化，同事之间不喊本名，只喊自己挑的那个名字。',
    '白哉不是广告销售出身。他早先管的是钱：财务与资本市场，2024年4月才转到商业化，在新位子上待了一年多一点。公开报道提到，他手里主要有三件事：谈下电商、网服和游戏公司的投放，让搜索结果里的广告位更值钱，再就是试着让读者从笔记一步跳进别家的应用。',
    '下一站也有了眉目。报道称，他要去的是AI与机器人这个正热闹的创业圈子。',
    '如果只走一个人，算不上风声。可把日历往回翻，同一层楼里的空位已经不止一个。2025年4月，小红书商业技术负责人苍响离职，他带的团队做的是一把尺子，想替广告主量清楚一篇种草笔记到底换来多少生意。',
    '再往前两个月，2025年2月，小红书商业化中台负责人吴颖炳（薯名：东丈）离职。东丈加入之前在滴滴做策略运营，既看得懂产品报表，也盯过经营目标。据知情人士透露，他有可能重新加入滴滴。',
    '三个人各管一摊，绕着的却是同一道题：小红书的生意，重心到底放在广告，还是放在电商？数字并不难看。2024年，小红书电商GMV超过4000亿元，同比增长45%。只是和短视频平台动辄以万亿计的盘子放在一起，它仍是后来者。',
    '对卖家来说，人事变动的影响往往要过一两个季度才看得见：对接人换了，投放产品的节奏会不会变？已经谈好的返点还算不算数？最朴素的办法，是把约定写进合同，别只记在聊天记录里。',
  ],
};

/** The same report in other words and another order, the way a page of 网络整理 publishes it. */
export const threeLeaveReworded: DemoText = {
  title: '小红书商业化线半年流失三名负责人，原因几何',
  author: '小编',
  lead: '从二月到六月，小红书商业化线上先后有三位负责人告别。',
  paragraphs: [
    '六月将尽，小红书广告线上再添一个空位。商业化互联网行业负责人赵维晨（薯名：白哉）在2025年6月离职。所谓“薯名”，就是公司里的花名，同事彼此只喊自己挑的名字，不喊本名。',
    '赵维晨并非做广告销售出身，早先管的是财务与资本市场，2024年4月转到商业化，新位子坐了一年多。据公开报道，他手里的事情有三件：拿下电商、网服和游戏公司的投放；提升搜索结果里广告位的价值；试着让读者由笔记跳进别家应用。离开以后，他的下一站是AI与机器人创业。',
    '在他之前，同一层楼里已经有了两个空位。2025年2月，小红书商业化中台负责人吴颖炳（薯名：东丈）已经离职；他早年在滴滴做策略运营，产品报表看得懂，经营目标也盯过，知情人士称他有可能回到滴滴。2025年4月，商业技术负责人苍响也离开了小红书，他的团队想做一把尺子，帮广告主量清楚种草笔记换来多少生意。',
    '三个人管的摊子不同，面前却是同一道题：小红书的生意，究竟该以电商为重心，还是以广告为重心？看数字并不差，2024年小红书电商GMV超过4000亿元，同比增长45%；只不过短视频平台的盘子以万亿计，比起来它还是后来者。',
    '卖家会受到什么影响？人事变动往往要一两个季度以后才看得见：对接人换没换，投放产品的节奏变不变，谈好的返点算不算数。最朴素的办法，还是别把约定只留在聊天记录里，写进合同才踏实。',
  ],
};

/** An independent English report of the same departures. */
export const threeLeaveEnglish: DemoText = {
  title: 'Xiaohongshu loses a third commercial chief in five months',
  author: 'Nora Feldt',
  lead: 'Zhao Weichen, who ran internet-industry advertising at Xiaohongshu, left in June 2025 after two colleagues had gone before him.',
  paragraphs: [
    'Xiaohongshu, the Chinese lifestyle app known abroad as RedNote, has lost another of the people who turn its recommendations into revenue. Zhao Weichen, head of the internet industry group in the commercialization department, left the company in June 2025 and is moving into artificial intelligence and robotics, according to Chinese media reports.',
    'Staff at the Shanghai firm go by nicknames of their own choosing, and Zhao was known inside as Baizai. He had come from the finance side of the house and changed to advertising only in April 2024.',
    'His exit is the third from the same corner of the company. Cangxiang, who led commercial technology, left Xiaohongshu in April 2025. Wu Yingbing, head of the commercialization middle platform and nicknamed Dongzhang, resigned from Xiaohongshu in February 2025. People familiar with the matter said Wu may return to Didi, where he used to work on operations strategy.',
    'The departures land at an awkward moment. Online sales on the platform passed 400 billion yuan in 2024, up 45% from a year earlier, yet many shoppers still read about a product on Xiaohongshu and then buy it somewhere else. Whether the company should sell advertising space or run the shop itself has been argued over for years.',
    'For advertisers the practical question is smaller: who answers the phone next quarter, and whether the discounts agreed this spring still hold.',
  ],
};

/** Second night: one more retelling of what everybody already knows. Nobody must be alerted. */
export const departuresOfTheYear: DemoText = {
  title: '年底盘点：今年从小红书商业化离开的那几个人',
  author: '老茶缸',
  lead: '翻翻今年的旧账，白哉、苍响、东丈都走了。',
  paragraphs: [
    '年底了，大家都在写总结，我也来翻翻今年的旧账。做投放的朋友应该都记得，小红书商业化这一年换了不少人，帖子里只写已经公开报道过的，没有内幕。',
    '第一位是东丈，本名吴颖炳，原来是小红书商业化中台负责人，2025年2月离职，听说有机会回滴滴，这个说法出自知情人士，后来没见到下文。',
    '第二位是苍响，小红书商业技术负责人，2025年4月离职。做过种草度量的同行大多听过他的分享。',
    '第三位是白哉，也就是赵维晨，小红书商业化互联网行业负责人，2025年6月离职，报道说他去做AI和机器人了。',
    '人来人往很正常，我更关心的是明年对接我的人还在不在。各位今年换了几个对接人？楼下报个数。',
  ],
};

/** An analysis that mentions two of the departures on its way to another point. */
export const redCatWatching: DemoText = {
  title: '红猫计划上线近两个月，商家为什么还在观望',
  author: '林间客',
  lead: '从笔记直接跳到淘宝下单，路修好了，车却不多。',
  paragraphs: [
    '五月，小红书和淘宝天猫一起宣布了“红猫计划”：读者在笔记底下点一下广告链接，就能落到天猫的商品页。路是修好了，可快两个月过去，路上的车并不多。',
    '门槛是第一道坎。按照公开的报名条件，商家每天的投放要达到5000元，整段活动至少准备5万元，还得有小红书的企业账号。第一批开放的又只有快消、运动户外和大健康三类，能进场的本来就是少数。',
    '第二道坎在账本上。过去种草归品牌部，花的是广告费；开店归电商部，花的是运营费。现在笔记带来的成交记在天猫头上，电商部门的业绩就显得薄了，这笔预算从谁的口袋里掏，许多公司还没吵完。',
    '小红书内部也有类似的纠结。2025年2月，负责统筹商业化与电商策略的东丈（吴颖炳）离职，据一家商业媒体报道，此后没有看到接替的人选。2025年4月底，商业技术负责人苍响离职，而这次红猫计划所用的产品，底子正是他那条线上做出来的。',
    '站在平台的角度，把流量放出去并不等于不做电商了。挂链的商家要先开企业号、备齐资质，一来二去，平台反而认识了一批有规模、有预算的品牌，日后劝他们在站内开店，也多了一个由头。',
    '所以眼下的观望，更像是双方都在等第一份像样的成绩单。',
  ],
};
