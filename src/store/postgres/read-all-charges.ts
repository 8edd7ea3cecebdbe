import type { Charge } from '#domain/charge.ts';
import { chargesBetween, idsBetween } from '../read-charges.ts';
import { runLater } from '../statement.ts';
import { connect, openPool } from './open-pool.ts';
import { openPipeline } from './pipeline.ts';

const PAGE = 1_000;

/**
 * The charges of jobs accepted in a time span, oldest first, read in pages, so that a year of them needs little memory.
 */
export async function* readAllCharges(
  url: string,
  span: { readonly fromMs: number; readonly toMs: number },
  pageSize = PAGE,
): AsyncGenerator<Charge> {
  const pool = openPool({ url, connectionsMax: 1 });
  try {
    const { fromId, toId } = idsBetween(span);
    for (let after = fromId, isFirst = true; ; isFirst = false) {
      const client = await connect(pool);
      const page = await runLater(
        openPipeline(client).database,
        // Each page starts with the last charge of the one before.
        chargesBetween.all({ fromId: after, toId, most: pageSize + 1 }),
      ).finally(() => client.release());
      yield* isFirst ? page : page.slice(1);
      const last = page.at(-1);
      if (last === undefined || page.length <= pageSize) return;
      after = last.jobId;
    }
  } finally {
    await pool.end();
  }
}
