/** Which pages are read first. Only the order depends on it: whatever it says, every page is read the same way. */

/**
 * Words without which hardly any report of a departure does, in both languages, as they stand in the bytes of a page. Menus
 * and side columns hold them too; such a page is read a little early, that is all. "林予安已离职", "she is stepping down".
 */
const LEAVING =
  /离职|離職|辞职|辭職|辞任|辭任|离任|離任|卸任|去职|请辞|请辭|辞去|辭去|免去|免职|接替|不再担任|不再擔任|出走|转岗|调任|退休|resign|step(?:s|ped|ping)? down|depart(?:s|ed|ing|ure)\b|\b(?:leaves|leaving|left|quits?|exits?|ousted|fired|retire[sd]?)\b/i;

/** Looked through at most, in characters: the longest page of the development data is half as long. */
const LOOKED_AT = 500_000;

/** Whether a page, as markup or text, may tell that somebody leaves: if so it is read before those that do not. */
export function mayTellOfLeaving(page: string): boolean {
  return LEAVING.test(page.slice(0, LOOKED_AT));
}
