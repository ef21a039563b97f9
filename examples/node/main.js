import { readFileSync } from 'node:fs';
import { loadProgram, prove, setupMachine, setupProgram, toHex, verify } from 'pellucid';
import { createNodePellucid, enableFastKernels } from 'pellucid/node';

enableFastKernels();
const program = loadProgram(readFileSync(new URL('./node_modules/pellucid/guests/elf/fibonacci.elf', import.meta.url)));
const input = new Uint8Array(new BigUint64Array([1000n]).buffer);

const vm = await createNodePellucid();
const provingKey = setupMachine(vm);
const { programCommitment } = setupProgram(vm, { provingKey, program });
const { proof, proveSeconds } = await prove(vm, { program, input, provingKey });
await vm.close();

const verdict = verify({ verifyingKey: provingKey.verifyingKey, programCommitment, proof });
console.log(verdict.valid ? `valid: ${toHex(verdict.publicValues)}, proved in ${proveSeconds.toFixed(2)} s` : `invalid: ${verdict.reason}`);
