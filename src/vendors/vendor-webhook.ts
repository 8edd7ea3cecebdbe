/** What a specification says of its vendor's reports; the application reads the same types. */
export type { VendorWebhook, WebhookDelivery, WebhookVerdict } from '#ports/vendor-webhook.ts';
