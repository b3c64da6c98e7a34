/** 2025年9月1日 -> 202591日, 2025年6月底 -> 20256月底: what the converter of such sites leaves of a date. */
export function damageDates(text: string): string {
  return text.replace(/(\d{4})年(\d{1,2})月(\d{1,2})日/gu, '$1$2$3日').replace(/(\d{4})年(\d{1,2})月/gu, '$1$2月');
}
