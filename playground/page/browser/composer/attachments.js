import { useState } from 'preact/hooks';
import { html } from '../html.js';
import { usePage } from '../store/page-context.js';

/**
 * @import { APIAttachment } from 'discord-api-types/v10'
 * @import { Picture } from '../store/page-context.js'
 */

/** @type {(attachment: APIAttachment) => boolean} */
const isImage = (attachment) => attachment.content_type?.startsWith('image/') === true;

/** @type {(attachment: APIAttachment) => boolean} */
const isVideo = (attachment) => attachment.content_type?.startsWith('video/') === true;

/** Pictures together, then everything else one by one. @param {{ attachments: readonly APIAttachment[] }} props */
export function Attachments({ attachments }) {
  if (attachments.length === 0) return null;
  const images = attachments.filter(isImage);
  const rest = attachments.filter((attachment) => !isImage(attachment));
  return html`
    ${images.length > 0 && html`<${Gallery} pictures=${images.map(pictureOf)} />`}
    ${rest.map((attachment) => html`<${OtherFile} key=${attachment.id} attachment=${attachment} />`)}
  `;
}

/** @typedef {Picture & { readonly description: string; readonly width: number | null; readonly height: number | null; readonly spoiler: boolean }} SizedPicture */

/** Discord hides what is named so until it is pressed. @type {(attachment: APIAttachment) => boolean} */
const isSpoiler = (attachment) => attachment.filename.startsWith('SPOILER_');

/** @type {(attachment: APIAttachment) => SizedPicture} */
const pictureOf = (attachment) => ({
  url: attachment.url,
  name: attachment.filename,
  video: false,
  description: attachment.description ?? attachment.filename,
  width: attachment.width ?? null,
  height: attachment.height ?? null,
  spoiler: isSpoiler(attachment),
});

/** A hidden picture is shown by a first press and enlarged by the next. @param {{ pictures: readonly SizedPicture[] }} props */
export function Gallery({ pictures }) {
  const { openLightbox } = usePage();
  const [revealed, setRevealed] = useState(/** @type {readonly string[]} */ ([]));
  /** @type {(picture: SizedPicture) => boolean} */
  const isHidden = ({ spoiler, url }) => spoiler && !revealed.includes(url);
  const shown = pictures.filter((picture) => !isHidden(picture));
  /** @type {(picture: SizedPicture) => void} */
  const press = (picture) =>
    isHidden(picture)
      ? setRevealed([...revealed, picture.url])
      : openLightbox(shown, shown.indexOf(picture));
  return html`<div class="gallery" data-count=${pictures.length}>
    ${pictures.map(
      (picture) => html`<button
      type="button"
      class="picture"
      key=${picture.name}
      data-hidden=${isHidden(picture)}
      aria-label=${isHidden(picture) ? 'Spoiler, press to show' : `Enlarge ${picture.description}`}
      style=${shape(picture, pictures.length)}
      onClick=${() => press(picture)}
    >
      <img src=${picture.url} alt=${isHidden(picture) ? '' : picture.description} loading="lazy" decoding="async" />
      ${isHidden(picture) && html`<span class="spoiler-label" aria-hidden="true">Spoiler</span>`}
    </button>`,
    )}
  </div>`;
}

const widest = 480;
const highest = 400;

/** Room is kept before the picture has come, so that nothing jumps. @type {(picture: SizedPicture, count: number) => Record<string, string>} */
function shape({ width, height }, count) {
  if (width === null || height === null || count > 1) return {};
  const scale = Math.min(1, widest / width, highest / height);
  return { width: `${Math.round(width * scale)}px`, aspectRatio: `${width} / ${height}` };
}

/** @param {{ attachment: APIAttachment }} props */
function OtherFile({ attachment }) {
  if (isVideo(attachment)) {
    return html`<${Video} url=${attachment.url} label=${attachment.filename} spoiler=${isSpoiler(attachment)} />`;
  }
  if (attachment.content_type?.startsWith('audio/') === true) {
    return html`<audio class="audio" controls preload="metadata" src=${attachment.url} aria-label=${attachment.filename}></audio>`;
  }
  return html`<div class="file">
    <span class="file-icon" aria-hidden="true">▤</span>
    <a href=${attachment.url} download=${attachment.filename}>${attachment.filename}</a>
    <span class="file-size">${fileSize(attachment.size)}</span>
  </div>`;
}

/** @param {{ url: string; label: string; spoiler?: boolean }} props */
export function Video({ url, label, spoiler = false }) {
  const [hidden, setHidden] = useState(spoiler);
  if (hidden) {
    return html`<button type="button" class="video spoiler-video" aria-label="Spoiler, press to show" onClick=${() => setHidden(false)}>
      <span class="spoiler-label" aria-hidden="true">Spoiler</span>
    </button>`;
  }
  return html`<video class="video" controls loop playsinline preload="metadata" src=${url} aria-label=${label}></video>`;
}

/** @type {(bytes: number) => string} */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2
    ? `${(bytes / 1024).toFixed(1)} KB`
    : `${(bytes / 1024 ** 2).toFixed(2)} MB`;
}
