/** Whether threads can share memory, and what to do where they cannot. */
import type { LeadInfo } from './lead.ts';
import type { Isolation } from './types.ts';

/** Headers that a server sends with a page so that its workers may share memory. docs/guide/headers-and-bundlers.md */
export const ISOLATION_HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } as const;

export const isolationOf = ({ isolated, available }: Pick<LeadInfo, 'isolated' | 'available'>): Isolation => {
  if (isolated || available === 1) return { isolated, advice: undefined };
  const headers = Object.entries(ISOLATION_HEADERS).map((header) => header.join(': '));
  return {
    isolated,
    advice:
      `this page is not cross-origin isolated, so proving takes one thread of the ${available} that this machine runs at once, and about ` +
      `that many times as long; serve the page, and a worker placed elsewhere, with the headers ${headers.join(' and ')}`,
  };
};
