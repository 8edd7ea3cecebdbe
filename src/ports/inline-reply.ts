/**
 * The HTTP response to an interaction that Discord sent as a request. At most one body is sent; Discord waits for about
 * three seconds.
 */
export type InlineReply = {
  /**
   * Sends the first response. `sent`: the body was handed to the network; `lost`: the connection ended before that, so
   * the person may or may not see it; `closed`: a response was already given, and this body was not sent.
   */
  send(body: object): Promise<'sent' | 'lost' | 'closed'>;
  /** Ends the request without a body: the first response was given another way, or there will be none. */
  accept(): void;
};

/** Handles the payload of an interaction; `inline` is null for the gateway. Returns immediately. */
export type TakeInteraction = (payload: unknown, inline: InlineReply | null) => void;
