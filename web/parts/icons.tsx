/** Icons beside words: they say nothing on their own. */
import type { ComponentChildren } from 'preact';

const Icon = ({ children, name }: { children: ComponentChildren; name: string }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

export const CheckIcon = () => (
  <Icon name="check">
    <circle cx="10" cy="10" r="9" />
    <path d="m5.8 10.4 2.8 2.8 5.6-6" />
  </Icon>
);
export const CrossIcon = () => (
  <Icon name="cross">
    <circle cx="10" cy="10" r="9" />
    <path d="m6.8 6.8 6.4 6.4m0-6.4-6.4 6.4" />
  </Icon>
);
export const InfoIcon = () => (
  <Icon name="info">
    <circle cx="10" cy="10" r="9" />
    <path d="M10 9v5.2M10 5.8v.4" />
  </Icon>
);
/** A body seen through: the mark of the page. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" focusable="false">
    <path class="mark-dark" d="M16 2.5 28 9.2v13.6L16 29.5 4 22.8V9.2z" />
    <path class="mark-light" d="M16 2.5v27L4 22.8V9.2z" />
    <path class="mark-core" d="M16 10.5 22 14v7l-6 3.5L10 21v-7z" />
  </svg>
);
