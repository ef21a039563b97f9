/** What runs in a worker thread of Node. scripts/buildWorker.mjs bundles it into a string, so that no file has to be found. */
import { parentPort } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint, { type NodeEndpoint } from 'comlink/dist/esm/node-adapter.mjs';
import { defaultMachine } from '../../api/defaultMachine.ts';
import { createWorkerControl } from '../control.ts';

expose(createWorkerControl(defaultMachine), nodeEndpoint(parentPort as unknown as NodeEndpoint));
