/** Where reports of one departure cannot all be true: told once per kind of disagreement, to rules that ask for it. */

/** A departure claim of the event with where it came from. */
export type Saying = {
  /** Claims of one origin are one voice, except where one article itself gives two versions. */
  originId: string;
  /** Left out where only independent voices are of interest, as for alerts. */
  articleId?: string;
  status: string | null;
  args: Readonly<Record<string, unknown>>;
};

export type EventConflict = { of: 'status' | 'date' | 'successor'; why: string };

/**
 * The disagreements among independent voices, and where `articleId` tells them those within one article: one says it and one denies
 * it, two give days that differ, two name other successors. A month and a day within it agree; copies never disagree with their origin.
 */
export function eventConflicts(sayings: readonly Saying[]): EventConflict[] {
  const found: EventConflict[] = [];
  const said = sayings.filter((s) => s.status === 'confirmed' || s.status === 'reported');
  if (sayings.some((s) => s.status === 'denied' && said.some((other) => areTwoVoices(s, other))))
    found.push({ of: 'status', why: 'one source reports it, another denies it' });
  const exact = sayings.filter((s) => s.args['date_precision'] !== 'approx');
  const days = opposed(exact, 'date_iso', (a, b) => a.startsWith(b) || b.startsWith(a));
  if (days) found.push({ of: 'date', why: `${days[0]} or ${days[1]}` });
  const successors = opposed(sayings, 'successor', isOneName);
  if (successors) found.push({ of: 'successor', why: `${successors[0]} or ${successors[1]}` });
  return found;
}

/** 林予安 and Lin Yu'an may be one person: names in different scripts are not compared. */
function isOneName(a: string, b: string): boolean {
  const [isHanA, isHanB] = [a, b].map((name) => /\p{Script=Han}/u.test(name));
  return isHanA !== isHanB || a.includes(b) || b.includes(a);
}

/** The first two values of an argument that two voices give and that cannot be the same. */
function opposed(
  sayings: readonly Saying[],
  arg: string,
  agree: (a: string, b: string) => boolean,
): [string, string] | null {
  const given = sayings.flatMap((saying) => {
    const value = saying.args[arg];
    return typeof value === 'string' && value !== '' ? [{ saying, value }] : [];
  });
  for (const [i, a] of given.entries())
    for (const b of given.slice(i + 1))
      if (areTwoVoices(a.saying, b.saying) && !agree(a.value, b.value)) return [a.value, b.value];
  return null;
}

/** Two origins, or two claims of one article: 公司称年底离任, 接近公司的人士称已经离开. A copy is no second voice. */
function areTwoVoices(a: Saying, b: Saying): boolean {
  return a.originId !== b.originId || (a.articleId !== undefined && a.articleId === b.articleId);
}
