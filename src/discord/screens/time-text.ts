/** A moment in Discord's own notation: every reader sees it in their own time zone and language. */
export function timeText(atMs: number, style: 'R' | 'D' | 'f'): string {
  return `<t:${Math.floor(atMs / 1000)}:${style}>`;
}
