import { Gallery, Video } from '../composer/attachments.js';
import { html } from '../html.js';
import { Markup } from './markup.js';
import { messageTime } from './timestamps.js';

/** @import { APIEmbed, APIUser } from 'discord-api-types/v10' */

/** @type {(url: string | undefined) => string | undefined} */
const webLink = (url) => (url !== undefined && /^https?:\/\//i.test(url) ? url : undefined);

/** @param {{ embed: APIEmbed; mentions: readonly APIUser[] }} props */
export function Embed({ embed, mentions }) {
  const bar =
    embed.color === undefined ? {} : { '--bar': `#${embed.color.toString(16).padStart(6, '0')}` };
  return html`<article class="embed" style=${bar} aria-label=${embed.title ?? 'Embed'}>
    <div class="embed-main">
      ${
        embed.author !== undefined &&
        html`<div class="embed-author">
        ${embed.author.icon_url !== undefined && html`<img class="embed-icon" src=${embed.author.icon_url} alt="" />`}
        <${MaybeLink} url=${embed.author.url}>${embed.author.name}<//>
      </div>`
      }
      ${
        embed.title !== undefined &&
        html`<div class="embed-title">
        <${MaybeLink} url=${embed.url}><${Markup} text=${embed.title} mentions=${mentions} /><//>
      </div>`
      }
      ${
        embed.description !== undefined &&
        html`<div class="embed-description">
        <${Markup} text=${embed.description} mentions=${mentions} />
      </div>`
      }
      <${Fields} embed=${embed} mentions=${mentions} />
    </div>
    ${embed.thumbnail !== undefined && html`<img class="embed-thumbnail" src=${embed.thumbnail.url} alt="" loading="lazy" />`}
    ${
      embed.image !== undefined &&
      html`<div class="embed-image">
      <${Gallery} pictures=${[picture(embed.image)]} />
    </div>`
    }
    ${embed.video?.url !== undefined && html`<${Video} url=${embed.video.url} label="Embedded video" />`}
    <${Footer} embed=${embed} />
  </article>`;
}

/** @type {(image: { readonly url: string; readonly width?: number; readonly height?: number }) => import('../composer/attachments.js').SizedPicture} */
const picture = ({ url, width, height }) => ({
  url,
  name: url.split(/[?#]/)[0]?.split('/').at(-1) ?? 'image',
  video: false,
  description: 'embedded image',
  width: width ?? null,
  height: height ?? null,
  spoiler: false,
});

/** @param {{ url: string | undefined; children?: unknown }} props */
function MaybeLink({ url, children }) {
  const href = webLink(url);
  if (href === undefined) return html`<span>${children}</span>`;
  return html`<a href=${href} target="_blank" rel="noreferrer noopener">${children}</a>`;
}

/** @param {{ embed: APIEmbed; mentions: readonly APIUser[] }} props */
function Fields({ embed, mentions }) {
  const fields = embed.fields ?? [];
  if (fields.length === 0) return null;
  return html`<dl class="embed-fields">
    ${fields.map(
      (field) => html`<div class="embed-field" data-inline=${field.inline === true}>
      <dt><${Markup} text=${field.name} mentions=${mentions} /></dt>
      <dd><${Markup} text=${field.value} mentions=${mentions} /></dd>
    </div>`,
    )}
  </dl>`;
}

/** @param {{ embed: APIEmbed }} props */
function Footer({ embed }) {
  const time =
    embed.timestamp === undefined ? null : messageTime(new Date(embed.timestamp), new Date());
  if (embed.footer === undefined && time === null) return null;
  return html`<footer class="embed-footer">
    ${embed.footer?.icon_url !== undefined && html`<img class="embed-icon" src=${embed.footer.icon_url} alt="" />`}
    <span>${[embed.footer?.text, time].filter(Boolean).join(' • ')}</span>
  </footer>`;
}
