import { Gallery, Video } from './composer/attachments.js';
import { html } from './html.js';
import { ComponentRow, MessageButton } from './message/components.js';
import { Markup } from './message/markup.js';

/** @import { APIMessage, APIMessageTopLevelComponent, APISectionComponent, APIMediaGalleryComponent } from 'discord-api-types/v10' */

/** Messages made of components alone. @param {{ message: APIMessage; components: readonly APIMessageTopLevelComponent[] }} props */
export const Layout = ({ message, components }) =>
  html`<div class="layout">
    ${components.map((component) => html`<${Part} message=${message} component=${component} />`)}
  </div>`;

/** @param {{ message: APIMessage; component: APIMessageTopLevelComponent }} props */
function Part({ message, component }) {
  switch (component.type) {
    case 1:
      return html`<${ComponentRow} message=${message} components=${component.components} />`;
    case 9:
      return html`<${Section} message=${message} section=${component} />`;
    case 10:
      return html`<${Markup} text=${component.content} mentions=${message.mentions} />`;
    case 12:
      return html`<${MediaGallery} gallery=${component} />`;
    case 13:
      return html`<div class="file">
        <span class="file-icon" aria-hidden="true">▤</span>
        <a href=${component.file.url}>${component.name ?? 'file'}</a>
      </div>`;
    case 14:
      return html`<div class="separator" role="presentation" data-line=${component.divider !== false} data-wide=${component.spacing === 2}></div>`;
    case 17: {
      const color = component.accent_color;
      const bar =
        color === undefined || color === null
          ? {}
          : { '--bar': `#${color.toString(16).padStart(6, '0')}` };
      return html`<div class="container" style=${bar}>
        ${component.components.map((child) => html`<${Part} message=${message} component=${child} />`)}
      </div>`;
    }
    default:
      return null;
  }
}

/** @param {{ message: APIMessage; section: APISectionComponent }} props */
function Section({ message, section: { components, accessory } }) {
  return html`<div class="section">
    <div>${components.map((text) => html`<${Markup} text=${text.content} mentions=${message.mentions} />`)}</div>
    ${
      accessory.type === 2
        ? html`<${MessageButton} message=${message} component=${accessory} />`
        : html`<img class="embed-thumbnail" src=${accessory.media.url} alt=${accessory.description ?? ''} />`
    }
  </div>`;
}

/** @param {{ gallery: APIMediaGalleryComponent }} props */
function MediaGallery({ gallery: { items } }) {
  const moving = items.filter((item) => item.media.content_type?.startsWith('video/') === true);
  const pictures = items
    .filter((item) => !moving.includes(item))
    .map((item) => ({
      url: item.media.url,
      name: item.media.url.split(/[?#]/)[0]?.split('/').at(-1) ?? 'image',
      video: false,
      description: item.description ?? 'image',
      width: item.media.width ?? null,
      height: item.media.height ?? null,
      spoiler: item.spoiler === true,
    }));
  return html`
    ${pictures.length > 0 && html`<${Gallery} pictures=${pictures} />`}
    ${moving.map((item) => html`<${Video} url=${item.media.url} label=${item.description ?? 'video'} spoiler=${item.spoiler === true} />`)}
  `;
}
