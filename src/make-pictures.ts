/** Picture processing by orders to a process that starts on demand. */
import { createPictureProcess, type PictureProcess } from '#images/picture-process.ts';
import { createRemoteCharts } from '#images/remote-charts.ts';
import { createRemotePictures } from '#images/remote-pictures.ts';
import type { Charts } from '#ports/charts.ts';
import type { Log } from '#ports/log.ts';
import type { Pictures } from '#ports/pictures.ts';
import { environmentWithoutSecrets } from '#system/process-settings.ts';

/** The process, and the ports that use it. */
export function makePictures(log: Log): {
  readonly pictureProcess: PictureProcess;
  readonly pictures: Pictures;
  readonly charts: Charts;
} {
  const pictureProcess = createPictureProcess({
    script: new URL('picture-work.ts', import.meta.url),
    environment: environmentWithoutSecrets(),
    log,
  });
  return {
    pictureProcess,
    pictures: createRemotePictures(pictureProcess),
    charts: createRemoteCharts(pictureProcess),
  };
}
