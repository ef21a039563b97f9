/** The examples of docs/api.md run as they stand, block by block, where what they name is defined. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as api from '../../src/index.ts';
import * as node from '../../src/node.ts';

const DOCUMENT = readFileSync('docs/api.md', 'utf8');
/** Examples with the name of what they explain. Those of browsers are run in browsers (test/browser). */
const examples = DOCUMENT.split(/^## /m)
  .filter((entry) => !entry.startsWith('pellucid/browser'))
  .flatMap((entry) => entry.split(/^### /m).slice(1))
  .flatMap((section) => [...section.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => [section.split('\n')[0], code] as const));

const scope = async (): Promise<Record<string, unknown>> => {
  const vm = api.createPellucid();
  const program = api.loadProgram(new Uint8Array(readFileSync('guests/elf/fibonacci.elf')));
  const input = new Uint8Array(new BigUint64Array([20n]).buffer);
  const provingKey = api.setupMachine(vm);
  const { verifyingKey } = provingKey;
  const programKey = api.setupProgram(vm, { provingKey, program });
  const { programCommitment } = programKey;
  const { proof } = await api.prove(vm, { program, input, provingKey });
  return {
    ...api,
    ...node,
    readFileSync,
    ...{ vm, program, input, provingKey, verifyingKey, programCommitment, proof },
    bytes: api.encodeVerifyingKey(verifyingKey),
    programKeyBytes: api.encodeProgramKey(programKey),
    provingKeyBytes: api.encodeProvingKey(provingKey),
    verdict: api.verify({ verifyingKey, programCommitment, proof }),
    console: { log: () => {} },
  };
};

describe('the examples of docs/api.md', async () => {
  const names = await scope();
  const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => (...values: unknown[]) => Promise<void>;
  it('are of every verb', () => {
    const verbs = ['loadProgram', 'execute', 'profile', 'checkConstraints', 'setupMachine', 'setupProgram', 'prove', 'verify'];
    expect(examples.map(([name]) => name)).toEqual(expect.arrayContaining(verbs));
  });
  it.each(examples)('%s', async (_, code) => {
    // In a block, as an example may declare a name that is there already.
    await new AsyncFunction(...Object.keys(names), `{ ${code} }`)(...Object.values(names));
  });
}, 60_000);
