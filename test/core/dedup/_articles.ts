/** Made-up reports about made-up companies and people; nothing in them happened. */
import type { DedupArticle } from '../../../src/core/dedup/index.ts';

export function article(id: string, text: string, more: Partial<DedupArticle> = {}): DedupArticle {
  return { id, title: '', text, publishedAt: null, url: null, outlet: null, origin: null, lang: null, ...more };
}

export const DEPARTURE =
  '云帆科技周三晚间发布内部邮件，宣布电商业务负责人贺知远因个人原因离职，最后工作日为9月19日。公司任命原供应链总经理林予安接替他的职务。\n' +
  '邮件说，贺知远五年前从一家物流公司加入云帆科技，先后主持了仓配网络和直播带货两项业务，团队由八十人扩大到六百人。公司感谢他的付出，并祝他一切顺利。\n' +
  '云帆科技去年成交额为三百四十亿元，其中直播业务占四成。今年以来公司把重心转向会员服务，预算和人手都向新业务倾斜，老业务的负责人少了话语权。\n' +
  '一位接近管理层的人士称，贺知远与公司在补贴力度上看法不同，去留已经讨论了几个月。林予安将在下月的商家大会上首次以新身份露面，介绍下半年的安排。';

export const MONTHLY = (month: number, users: string, sales: string, returns: string): string =>
  `砚山优选今日发布${month}月经营简报。简报显示，当月日均活跃用户为${users}万，成交额为${sales}亿元，退货率为${returns}%。\n` +
  '履约方面，商家平均发货时长保持在二十小时以内，客服团队当月处理咨询两百余万次，其中超过八成由智能助手完成首轮应答。\n' +
  '平台同时提醒商家，发货时效考核将继续执行，连续两周不达标的店铺会被限制报名活动。下一期简报预计于次月十日前后公布。';

export const WAREHOUSE =
  '跨境物流企业蓝屿物流宣布，位于罗兹的海外仓已正式投入使用。该仓面积两万六千平方米，是公司在欧洲的第四个仓库，首批入驻商家四十余家。\n' +
  '公司在仓库旁边设立了退货翻新车间，退回的小家电经检测、清洁和换包装后可以重新上架，预计能帮商家减少三成左右的退货损失。第二期将于明年夏天动工。';

export const TOWN_HALL =
  'Brightcart will cut the returns window for consumer electronics from 30 days to 14 from the start of next month, the retailer told customers ' +
  'on Wednesday. Clothing and toys keep the longer period.\nThe company said the change follows a sharp rise in borrowed items, such as projectors ' +
  'bought before a big match and sent back the morning after. Faulty goods are not affected.\nOne adviser said two weeks was in line with the rest ' +
  'of the trade, but asked the shop to show the shorter period on every product page.';
