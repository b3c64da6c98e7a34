/** News of 砚湖科技 (Yanhu Tech), a company invented for this demonstration. Every text says so. */
import type { DemoText } from '../site.ts';

/** First night: background. */
export const windowLaunch: DemoText = {
  title: '砚湖科技推出“拾光橱窗”，小店主拍张照就能上架',
  author: '码头望潮',
  lead: '虚构公司砚湖科技发布开店工具“拾光橱窗”。',
  paragraphs: [
    '拍一张照片，说一句话，商品就上了架。砚湖科技本周发布的“拾光橱窗”，想把开网店的步骤从二十几步减到两步。（砚湖科技是为本演示虚构的公司，文中产品与数字同样出自虚构。）',
    '现场演示里，一位烘焙店主对着刚出炉的面包拍了照，顺口报出价格和保质期，屏幕上便出现了整齐的商品页。砚湖科技商业化负责人沈听澜（花名：远山）在台上说，工具免费，公司只在成交时收一点服务费。',
    '砚湖科技披露，旗下应用“砚湖小铺”的月活跃用户为1200万，2025年前三季度GMV为86亿元，同比增长31%。',
    '也有店主担心，步骤少了，同质化会不会更严重。砚湖的回答是：机器只写初稿，最后一句得由店主自己写。',
  ],
};

/** First night: a small thing, published on a page that lies about its charset. */
export const blindBoxes: DemoText = {
  title: '旧仓库的新用法：砚湖小铺上的退货盲盒',
  author: '旧仓库值班员',
  lead: '没人要的退货，装进盲盒就有人排队（虚构故事）。',
  paragraphs: [
    '仓库角落里堆了半年的退货，被值班的年轻人装进了一样大的纸盒，外面只写重量，不写内容，挂到砚湖小铺上，第一个周末就卖光了。（砚湖科技和它的砚湖小铺都是虚构的，只在这个演示里营业。）',
    '买的人图个惊喜，卖的人图个清静。唯一的规矩是不许摇，摇过的必须买走。',
    '这个办法当然不能常用，可它提醒了一件事：东西卖不掉，有时候只是因为它被放在了写着“退货”的架子上。',
  ],
};

/** First night: a denial. It is no departure, and nobody must be alerted. */
export const financeChiefStays: DemoText = {
  title: '砚湖科技回应高管变动传闻：首席财务官没有离职',
  author: '数潮编辑部',
  lead: '虚构公司砚湖科技否认首席财务官离职的传言。',
  paragraphs: [
    '一则聊天截图，让砚湖科技公关部的周六泡了汤。截图里说公司首席财务官梁予安要走，12月27日，砚湖科技否认梁予安离职，称传言不实。（本篇所写的公司与人物为演示而虚构，如有雷同纯属巧合。）',
    '公司发言人表示，梁予安仍担任首席财务官，本周照常主持了年度预算会，会议开了五个小时，中间只订了一次奶茶。',
    '传言从何而来？一位员工猜测，可能是因为财务部月底搬了楼层，空下来的工位被路过的人拍了照片。',
  ],
};

/** Second night: the news breaks here first. */
export const commercialChiefLeaves: DemoText = {
  title: '砚湖科技商业化负责人沈听澜离职，苏以棠接任',
  author: '林间客',
  lead: '虚构公司砚湖科技的商业化负责人沈听澜于12月26日离职，苏以棠接任。',
  paragraphs: [
    '周日晚上八点，砚湖科技员工的手机同时震了一下。12月28日，公司在内部信里告诉员工：2025年12月26日，商业化负责人沈听澜（花名：远山）离职，职务由增长产品负责人苏以棠（花名：青禾）接任。（提醒读者：这是为演示写的虚构新闻，砚湖科技和文中的人都不存在。）',
    '远山在砚湖待了四年零两个月。他来的时候，商业化只有七个人，挤在茶水间隔壁；走的时候，团队坐满了一层楼。两周前他还站在“拾光橱窗”的发布台上，对着一屋子店主说“工具免费”。',
    '内部信没有写离开的原因。两位接近公司的人士说，分歧出在收费上：远山主张再免一年，管理层希望明年就看到利润。他接下来去哪里，信里同样没有提。',
    '接手的青禾是产品出身，“砚湖小铺”的首页推荐就是她带人做的。她在群里发的第一句话是：“报价单先别改，等我把所有客户见一遍。”',
    '截至发稿，砚湖科技没有回应收费政策是否会调整。店主群里倒是已经吵成一片，有人连夜导出了自己的商品数据，说是以防万一。',
  ],
};

/** Second night: the same news in other words. */
export const commercialChiefLeavesReworded: DemoText = {
  title: '砚湖科技人事变动：沈听澜离任，商业化交给苏以棠',
  author: '小编',
  lead: '虚构的砚湖科技更换商业化一号位。',
  paragraphs: [
    '砚湖科技的商业化负责人换人了。公司12月28日晚上的内部信告诉员工，沈听澜（花名：远山）已于2025年12月26日离职，由增长产品负责人苏以棠（花名：青禾）接任商业化负责人。（这条新闻为演示而虚构，砚湖科技与文中人物都不存在，请勿当真。）',
    '为什么离开，内部信没有写，接下来去哪里也没有提。据两位接近公司的人士说，分歧在收费：管理层希望明年看到利润，远山却主张让店主再免一年。',
    '远山在砚湖科技待了四年多。来的时候，商业化团队只有七个人，挤在茶水间隔壁；走的时候，团队坐满一层楼。两周以前，他还在“拾光橱窗”的发布台上对一屋子店主说“工具免费”。',
    '接任的青禾同样是产品出身，“砚湖小铺”的首页推荐由她带人做成。她在群里的第一句话，是让大家先别改报价单，等她把所有客户见一遍。',
    '收费政策会不会调整，砚湖科技截至发稿没有回应。店主群里已经吵成一片，还有人连夜导出商品数据，以防万一。',
  ],
};

/** Second night: an independent English report with a voice of its own. */
export const commercialChiefLeavesEnglish: DemoText = {
  title: 'Yanhu Tech replaces commercial chief Shen Tinglan days before year end',
  author: 'Nora Feldt',
  lead: 'Invented for this demonstration: Yanhu Tech says Shen Tinglan left on 26 December 2025; Su Yitang takes over.',
  paragraphs: [
    'Shen Tinglan, chief commercial officer of Yanhu Tech, left the company on 26 December 2025, a spokesperson told this newsletter on Sunday. Su Yitang, who ran growth products, has succeeded him. (This report is fiction written for the Redwatch demonstration; neither the company nor the people exist.)',
    'The spokesperson declined to say why Shen had gone, adding only that "the window stays free for every shop that opened one this year". The remark refers to a listing tool that Yanhu launched in the middle of December.',
    'Three shop owners reached by telephone had heard the news before their account managers had. "I sell buttons," one of them said. "I do not follow boardrooms. But I did download my customer list."',
    'Yanhu was founded by two former librarians, which may explain why its internal letters are short. This one, seen by the newsletter, runs to four sentences and thanks Shen for "filling a floor".',
  ],
};
