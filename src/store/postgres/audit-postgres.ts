import { AUDIT_QUESTIONS } from '../audit-questions.ts';
import { connect, openPool } from './open-pool.ts';

/**
 * Errors in the books of the database, as sentences; empty if they balance. May run while the bot runs: it reads one
 * snapshot, never writes and blocks nobody.
 */
export async function auditPostgres(url: string): Promise<readonly string[]> {
  const pool = openPool({ url, connectionsMax: 1 });
  try {
    const client = await connect(pool);
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const problems: string[] = [];
      for (const question of AUDIT_QUESTIONS) {
        const { rows } = await client.query<string[]>({ text: question, rowMode: 'array' });
        problems.push(...rows.flat());
      }
      await client.query('COMMIT');
      return problems;
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}
