/** Where reports of one departure cannot all be true: told once per kind of disagreement, to rules that ask for it. */

/** A departure claim of the event with where it came from. */
export type Saying = {
  /** Claims of one origin are one voice. */
  originId: string;
  status: string | null;
  args: Readonly<Record<string, unknown>>;
};

export type EventConflict = { of: 'status' | 'date' | 'successor'; why: string };

/**
 * The disagreements among independent voices: one says it and one denies it, two give days that differ, two name other
 * successors. A month and a day within it agree; copies never disagree with their origin.
 */
export function eventConflicts(sayings: readonly Saying[]): EventConflict[] {
  const found: EventConflict[] = [];
  const said = sayings.find((s) => s.status === 'confirmed' || s.status === 'reported');
  if (said && sayings.some((s) => s.status === 'denied' && s.originId !== said.originId))
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

/** The first two values of an argument that different origins give and that cannot be the same. */
function opposed(
  sayings: readonly Saying[],
  arg: string,
  agree: (a: string, b: string) => boolean,
): [string, string] | null {
  const given = sayings.flatMap(({ originId, args }) => {
    const value = args[arg];
    return typeof value === 'string' && value !== '' ? [{ originId, value }] : [];
  });
  for (const [i, a] of given.entries())
    for (const b of given.slice(i + 1))
      if (a.originId !== b.originId && !agree(a.value, b.value)) return [a.value, b.value];
  return null;
}
