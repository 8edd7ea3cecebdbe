/** Whether this machine's fonts can draw the chart of `/usage`, tested by drawing. */
import { sharp } from '#images/sharp.ts';
import { type Finding, ok, warning } from './finding.ts';

const SCRIPTS = [
  ['Latin', 'Wg'],
  ['Japanese', 'あ'],
  ['Chinese', '漢'],
  ['Korean', '한'],
] as const;
/** A character that no font has, drawn like every missing one. */
const MISSING = '\u{10FFFE}';

/** Reports scripts that would be shown as boxes or not at all. */
export async function checkFonts(): Promise<Finding> {
  const check = 'fonts';
  const lacking: string[] = [];
  for (const [name, text] of SCRIPTS) {
    const drawn = await draw(text);
    const isDrawn =
      !drawn.equals(await draw(' ')) && !drawn.equals(await draw(MISSING.repeat([...text].length)));
    if (!isDrawn) lacking.push(name);
  }
  if (lacking.length === 0) return ok(check, 'draw every script that people read here');
  return warning(
    check,
    `cannot draw ${lacking.join(', ')} in the picture of /usage`,
    'Install fonts-dejavu-core, and fonts-noto-cjk for Japanese, Chinese and Korean.',
  );
}

function draw(text: string): Promise<Buffer> {
  const image = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><text x="4" y="36" font-size="32" font-family="sans-serif">${text}</text></svg>`;
  return sharp(Buffer.from(image)).raw().toBuffer();
}
