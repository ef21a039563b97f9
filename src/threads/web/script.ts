/** Where the workers' script is: embedded in the package, unless it is placed elsewhere. */
import { webPlatform } from './platform.ts';

export interface Script {
  readonly url: string;
  /** Frees the address. Call it when no more workers will be started from it. */
  release(): void;
}

/** The embedded script is a chunk of its own, so that pages which place it elsewhere do not load it. */
export const workerScript = async (workerUrl: string | URL | undefined): Promise<Script> => {
  // Helpers are started by a worker, where a relative address means another place.
  if (workerUrl !== undefined) return { url: new URL(workerUrl, webPlatform.location?.href).href, release: () => {} };
  const { workerCode } = await import('../../../build/worker/web.js');
  const url = URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }));
  return { url, release: () => URL.revokeObjectURL(url) };
};
