/** The first rows of a table; not `isAll` if there are more. */
export type TableRows<Row> = { readonly rows: readonly Row[]; readonly isAll: boolean };

/** At most `most` of the rows found; to tell whether there are more, look for one row more than that. */
export const tableOf = <Row>(found: readonly Row[], most: number): TableRows<Row> => ({
  rows: found.slice(0, most),
  isAll: found.length <= most,
});
