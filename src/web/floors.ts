/**
 * What every version must reach on the labelled set before it is released, per kind of claim: the desk shows it beside what analysts kept.
 * The same numbers as in test/eval/floors.json, which `npm run eval` checks; a test holds the two together.
 */
export const floors: Readonly<Record<string, Readonly<Partial<Record<'precision' | 'recall' | 'f1', number>>>>> = {
  executive_departure: { precision: 0.98, recall: 0.94, f1: 0.965 },
  metric: { f1: 0.95 },
};
