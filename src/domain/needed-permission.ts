/** Permissions needed to post a result in a channel. */
export type NeededPermission =
  | 'view-channel'
  /** Writing in the chat of a voice or stage channel needs the permission to connect. */
  | 'connect'
  | 'send-messages'
  | 'send-messages-in-threads'
  | 'attach-files'
  | 'embed-links';
