/**
 * Messages between the bot and its picture process: orders and their outcomes. The bot validates replies. The process
 * only receives orders from a bot of the same version and does not load the schema library, which would double the time
 * to the first picture.
 */

/** The parts of the picture process; each is loaded with its first order. */
const PICTURE_PARTS = ['pictures', 'charts', 'studio'] as const;

/** One part of the picture process. */
export type PicturePart = (typeof PICTURE_PARTS)[number];

/** An order. Its contents are defined by the part. */
export type OrderMessage = {
  readonly id: number;
  readonly part: PicturePart;
  readonly order: unknown;
};

/** The process's reply: one per order, in any order. */
export type AnswerMessage =
  | { readonly kind: 'answered'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };

/** Whether a message has the id of an order. */
export const isNumbered = (message: unknown): message is { readonly id: number } =>
  typeof message === 'object' &&
  message !== null &&
  'id' in message &&
  typeof message.id === 'number';

/** Whether a message is an order. */
export function isOrderMessage(message: unknown): message is OrderMessage {
  return (
    isNumbered(message) &&
    'order' in message &&
    'part' in message &&
    PICTURE_PARTS.some((part) => part === message.part)
  );
}

/** Whether an order is of one of these kinds. */
export function isOrderOf<Order extends { readonly kind: string }>(
  kinds: readonly Order['kind'][],
  order: unknown,
): order is Order {
  return (
    typeof order === 'object' &&
    order !== null &&
    'kind' in order &&
    kinds.some((kind) => kind === order.kind)
  );
}
