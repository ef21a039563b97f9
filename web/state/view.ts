/** Which of the two views is shown: the address says it, so that links and the back button work. */
import { signal } from '@preact/signals';

export type View = 'prove' | 'verify';

const viewOf = (hash: string): View => (hash === '#verify' ? 'verify' : 'prove');

export const view = signal<View>(viewOf(location.hash));
addEventListener('hashchange', () => {
  view.value = viewOf(location.hash);
});

export const show = (next: View): void => {
  location.hash = next;
};
