/** A time in Discord's notation, shown in each reader's time zone and language. */
export function timeText(atMs: number, style: 'R' | 'D' | 'f'): string {
  return `<t:${Math.floor(atMs / 1000)}:${style}>`;
}
