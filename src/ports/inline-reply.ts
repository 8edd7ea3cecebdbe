/**
 * The HTTP response to an interaction that Discord sent as a request. At most one body is sent; until then Discord
 * waits for about three seconds.
 */
export type InlineReply = {
  /**
   * Sends the first answer as the response. `sent`: the body was handed to the network; `lost`: the connection ended
   * before that, so the person may or may not see it; `closed`: the response was given already, and this body was not.
   */
  send(body: object): Promise<'sent' | 'lost' | 'closed'>;
  /** Ends the request without a body: the first answer was given another way, or none will be. */
  accept(): void;
};

/** Takes the payload of an interaction; `inline` is null for what came through the gateway. Returns at once. */
export type TakeInteraction = (payload: unknown, inline: InlineReply | null) => void;
