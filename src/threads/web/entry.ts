/** What runs in a web worker: the lead, or a helper of its pool. scripts/buildWorker.mjs bundles it into one classic script. */
import { expose } from 'comlink';
import { defaultMachine } from '../../api/defaultMachine.ts';
import { PellucidError } from '../../core/error.ts';
import { requireWasmEngine } from '../../core/webAssembly.ts';
import { createWorkerControl } from '../control.ts';
import { createLead } from '../remote/lead.ts';
import { HELPER_NAME, LEAD_NAME } from './names.ts';
import { webPlatform } from './platform.ts';
import { spawnWebWorker } from './spawn.ts';

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

const checkWebAssembly = (): void => {
  const { Module } = requireWasmEngine();
  try {
    new Module(EMPTY_MODULE);
  } catch (cause) {
    const message = "WebAssembly is refused; a Content-Security-Policy has to allow it (script-src 'wasm-unsafe-eval')";
    throw new PellucidError('unsupported-engine', message, {}, cause);
  }
};

const lead = () =>
  createLead({
    isolated: webPlatform.crossOriginIsolated === true,
    parallelism: webPlatform.navigator?.hardwareConcurrency ?? 1,
    checkWebAssembly,
    helpers: (url) => (index) => spawnWebWorker(url, `${HELPER_NAME} ${index}`),
  });

expose(webPlatform.name === LEAD_NAME ? lead() : createWorkerControl(defaultMachine));
