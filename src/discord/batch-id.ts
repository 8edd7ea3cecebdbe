/** Custom ids of a batch's question: `f1.b.<interaction id>.yes`; no job's component is spelled so. */
const FORM = /^f1\.b\.(\d{1,20})\.(yes|no)$/;

export type BatchId = { readonly question: string; readonly answer: 'yes' | 'no' };

export const encodeBatchId = ({ question, answer }: BatchId): string =>
  `f1.b.${question}.${answer}`;

/** The question and its answer, or null for any other text. */
export function decodeBatchId(text: string): BatchId | null {
  const [, question, answer] = FORM.exec(text) ?? [];
  if (question === undefined) return null;
  return { question, answer: answer === 'yes' ? 'yes' : 'no' };
}
