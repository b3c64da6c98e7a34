import { sql, type SqlBool } from 'kysely';

/** Ids of the claims that analysts have ruled wrong. */
export const RULED_WRONG = sql`select jsonb_array_elements_text(subject->'claims') as claim_id
  from decisions where kind = 'wrong_claim' and undone_at is null`;

/** Of `claims`, the others. */
export const notRuledWrong = sql<SqlBool>`claims.id <> all(array(${RULED_WRONG}))`;
