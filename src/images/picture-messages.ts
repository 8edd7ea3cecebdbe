/**
 * What crosses between the bot and its picture process: an order, and what became of it. The bot checks what it is
 * answered. The process takes orders from the bot alone, of files of the same version, and does without the library for
 * checking data: loading it would double the time until the first picture.
 */

/** What the picture process does; each part is loaded with its first order. */
const PICTURE_PARTS = ['pictures', 'charts', 'studio'] as const;

/** One of its parts. */
export type PicturePart = (typeof PICTURE_PARTS)[number];

/** An order. What is in it is between the part and whoever orders. */
export type OrderMessage = {
  readonly id: number;
  readonly part: PicturePart;
  readonly order: unknown;
};

/** What the process sends back: one of these for each order, in any sequence. */
export type AnswerMessage =
  | { readonly kind: 'answered'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };

/** Whether a message of the bot is an order. */
export function isOrderMessage(message: unknown): message is OrderMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'id' in message &&
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
