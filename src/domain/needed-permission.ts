/** What posting a result in a channel takes, as far as the bot may lack it. */
export type NeededPermission =
  | 'view-channel'
  | 'send-messages'
  | 'send-messages-in-threads'
  | 'attach-files'
  | 'embed-links';
