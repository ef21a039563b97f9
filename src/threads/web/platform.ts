/** Types of the web platform, as far as it is used here. TypeScript's own types of the language lack them. */
import type { Endpoint } from 'comlink';

export interface WebWorker extends Endpoint {
  terminate(): void;
}
interface WebPlatform {
  readonly Worker?: new (url: string, options: { readonly name: string }) => WebWorker;
  /** Whether shared memory can be sent between threads. */
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly location?: { readonly href: string };
  /** A worker's name. */
  readonly name?: string;
}

export const webPlatform = globalThis as unknown as WebPlatform;
