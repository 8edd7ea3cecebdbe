/** Picture processing by orders to a process that starts on demand. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPictureProcess, type PictureProcess } from '#images/picture-process.ts';
import { createRemoteCharts } from '#images/remote-charts.ts';
import { createRemotePictures } from '#images/remote-pictures.ts';
import type { Charts } from '#ports/charts.ts';
import type { Log } from '#ports/log.ts';
import type { Pictures } from '#ports/pictures.ts';
import { environmentWithoutSecrets } from '#system/process-settings.ts';

/** In the data folder: the bytes of messages to and from the picture process. */
const FOLDER = 'picture-process';

/** The process, and the ports that use it. What a crash left of its messages is removed. */
export async function makePictures(
  dataDir: string,
  log: Pick<Log, 'error' | 'warn'>,
): Promise<{
  readonly pictureProcess: PictureProcess;
  readonly pictures: Pictures;
  readonly charts: Charts;
}> {
  const directory = join(dataDir, FOLDER);
  await rm(directory, { recursive: true, force: true });
  const pictureProcess = createPictureProcess({
    script: new URL('picture-work.ts', import.meta.url),
    directory,
    environment: environmentWithoutSecrets(),
    log,
  });
  return {
    pictureProcess,
    pictures: createRemotePictures(pictureProcess),
    charts: createRemoteCharts(pictureProcess),
  };
}
