/** What Discord's message markdown means, as data; `markup.js` draws it. */
export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'bold' | 'italics' | 'underline' | 'strike' | 'spoiler' | 'quote' | 'subtext';
      readonly children: readonly MarkdownNode[];
    }
  | {
      readonly kind: 'heading';
      readonly level: number;
      readonly children: readonly MarkdownNode[];
    }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly (readonly MarkdownNode[])[];
    }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'code-block'; readonly language: string; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly MarkdownNode[] }
  | { readonly kind: 'user' | 'role' | 'channel'; readonly id: string }
  | { readonly kind: 'everyone'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly id: string }
  | { readonly kind: 'time'; readonly unixSeconds: number; readonly style: string }
  | {
      readonly kind: 'emoji';
      readonly name: string;
      readonly id: string;
      readonly animated: boolean;
    };

/** Never throws; what is not markdown comes back as text, only http(s) links become links. */
export function parseMarkdown(text: string): readonly MarkdownNode[];

/** The words alone, for reply lines and for screen readers. */
export function plainText(text: string): string;
