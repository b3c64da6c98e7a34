/** What the files about persons agree on. */

/** Evidence that makes a name known in the whole article. */
export const SURE = 4;

/** Mark of a role's first character when unit and field words stand before the office proper. */
export const OPENS_WITH_FIELD = 2;

export const HAN = /\p{Script=Han}/u;
