import htm from 'htm';
import { h } from 'preact';

/** Tagged template that makes Preact nodes; text in it is always text, never markup. */
export const html = htm.bind(h);
