/** What posting a result in a channel takes, as far as the bot may lack it. */
export type NeededPermission =
  | 'view-channel'
  /** Voice and stage channels have chats that only those who may connect can write in. */
  | 'connect'
  | 'send-messages'
  | 'send-messages-in-threads'
  | 'attach-files'
  | 'embed-links';
