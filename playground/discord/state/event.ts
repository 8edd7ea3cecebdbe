import type { StoredMessage } from './stored-message.ts';

/** What happens inside the playground; the gateway, the page and waiting tests all listen. */
export type PlaygroundEvent =
  | {
      readonly kind: 'message-created' | 'message-updated' | 'message-deleted';
      readonly message: StoredMessage;
    }
  | {
      readonly kind: 'reaction-added' | 'reaction-removed';
      readonly message: StoredMessage;
      readonly userId: string;
      readonly emoji: string;
    }
  | { readonly kind: 'interaction-changed'; readonly interactionId: string }
  | { readonly kind: 'commands-changed'; readonly guildId: string | null }
  | { readonly kind: 'guild-changed'; readonly guildId: string }
  | { readonly kind: 'channel-deleted'; readonly channelId: string; readonly guildId: string }
  | { readonly kind: 'direct-channel-opened'; readonly channelId: string }
  | { readonly kind: 'typing-started'; readonly channelId: string; readonly userId: string }
  | { readonly kind: 'bot-connected' | 'bot-disconnected' }
  | { readonly kind: 'request-recorded' };
