// Processor time of painting, composing and cutting one 2048 x 2048 grid in this process.
// Run: node bench/painter.ts
import { stdout } from 'node:process';
import { composeGrid } from '#images/grid.ts';
import { sharp } from '#images/sharp.ts';
import { cutCells } from '#images/tiles.ts';
import { originWindow, paintWindow } from '#painter/painter.ts';

const PROMPTS = [
  'a lighthouse in fog',
  'a red fox in snow',
  'neon city at night',
  'castle on a mountain at sunset',
  'sunny meadow with flowers',
];
const ROUNDS = 3;
const tile = { width: 1024, height: 1024 };

for (const prompt of PROMPTS) {
  const rounds: Readonly<Record<string, number>>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [painted, paint] = await spent(async () => {
      const pictures = [];
      for (const seed of [1, 2, 3, 4]) {
        pictures.push(await paintWindow({ prompt, seed }, originWindow(tile)));
      }
      return pictures;
    });
    const [encoded, encode] = await spent(() =>
      Promise.all(
        painted.map(({ data }) =>
          sharp(data, { raw: { ...tile, channels: 3 } })
            .png()
            .toBuffer(),
        ),
      ),
    );
    const [grid, compose] = await spent(() => composeGrid(encoded));
    const [, cut] = await spent(() => cutCells(grid?.bytes ?? Buffer.alloc(0)));
    rounds.push({ paint, encode, compose, cut });
  }
  stdout.write(`${prompt}\n${rounds.map((ms) => `  ${JSON.stringify(ms)}`).join('\n')}\n`);
}

async function spent<Value>(work: () => Promise<Value>): Promise<readonly [Value, number]> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return [value, Math.round((user + system) / 1000)];
}
