/** Tables as files that Discord takes. */
import type { TableRows } from '#application/accounts/table-rows.ts';
import type { Translator } from '#i18n/translator.ts';
import { type Attachment, TOGETHER_BYTES_MAX } from '#ports/messenger.ts';

/** A table as CSV. `cutAt`: it ends after so many lines, and there are more; null: it is whole. */
export type CsvTable = { readonly attachment: Attachment; readonly cutAt: number | null };

/** As many of the rows as a file of `bytesMax` holds; `lineOf` gives a row without its line break. */
export function csvTable<Row>(
  header: string,
  { rows, isAll }: TableRows<Row>,
  { lineOf, bytesMax }: { readonly lineOf: (row: Row) => string; readonly bytesMax: number },
): CsvTable {
  const lines = [`${header}\n`];
  let bytes = Buffer.byteLength(header) + 1;
  for (const row of rows) {
    const line = `${lineOf(row)}\n`;
    bytes += Buffer.byteLength(line);
    if (bytes > Math.min(bytesMax, TOGETHER_BYTES_MAX)) break;
    lines.push(line);
  }
  const shown = lines.length - 1;
  return {
    attachment: { bytes: Buffer.from(lines.join('')), mediaType: 'text/csv' },
    cutAt: isAll && shown === rows.length ? null : shown,
  };
}

/** That there are more lines, and how to get them; nothing where the table is whole. */
export const cutLines = ({ say }: Translator, cutAt: number | null): readonly string[] =>
  cutAt === null ? [] : [say('table.cut', { lines: cutAt })];
