/** `npm run demo`: runs, proves and verifies SHA-256 of a message, through the public API. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { loadProgram, PHASES, prove, setupMachine, setupProgram, toHex, verify } from '../src/index.ts';
import { createNodePellucid, enableFastKernels } from '../src/node.ts';

const MESSAGE_BYTES = 2048;
const GUEST = 'guests/elf/sha256.elf';

const message = Buffer.from('All work and no play makes Jack a dull boy. '.repeat(MESSAGE_BYTES)).subarray(0, MESSAGE_BYTES);
/** The guest's input: how often to hash, then the message. */
const input = new Uint8Array(4 + MESSAGE_BYTES);
new DataView(input.buffer).setUint32(0, 1, true);
input.set(message, 4);

const clock = (start: number): string => `${((performance.now() - start) / 1000).toFixed(2)} s`;
const step = (text: string): void => console.log(`\n${text}`);

enableFastKernels();
step(`1. Load ${GUEST} (${statSync(GUEST).size} bytes, Rust compiled for RV32IM)`);
const program = loadProgram(new Uint8Array(readFileSync(GUEST)));
console.log(`   ${program.instructions.length} instructions, entry 0x${program.entry.toString(16)}`);

step('2. Derive the keys');
const beforeKeys = performance.now();
const vm = await createNodePellucid();
const provingKey = setupMachine(vm, { preset: 'fast' });
const { programCommitment } = setupProgram(vm, { provingKey, program });
console.log(`   backend ${vm.backend}: ${vm.backendReason}; ${vm.workers} workers`);
console.log(`   program commitment ${toHex(programCommitment)}, ${clock(beforeKeys)}`);

step(`3. Prove the run on a message of ${MESSAGE_BYTES} bytes, which stays out of the proof's statement`);
const phases = ['execute', 'keys', ...PHASES];
const beforeProof = performance.now();
const result = await prove(vm, {
  program,
  input,
  provingKey,
  onProgress: ({ phase, done }) => {
    console.log(
      `   [${String(phases.indexOf(phase) + 1).padStart(2)}/${phases.length}] ${phase.padEnd(15)} ${String(Math.round(100 * done)).padStart(3)} %  ${clock(beforeProof)}`,
    );
  },
});

step('4. Verify the proof, from its bytes and the key alone');
const beforeVerify = performance.now();
const { verifyingKey } = provingKey;
const verdict = verify({ verifyingKey, proof: result.proof, programCommitment, publicValues: result.publicValues });
const verifyTime = clock(beforeVerify);
const expected = createHash('sha256').update(message).digest('hex');
const same = toHex(result.publicValues) === expected;

const rows: [string, string][] = [
  ['verdict', verdict.valid ? 'valid' : `invalid: ${verdict.reason}`],
  ['public values', toHex(result.publicValues)],
  ['SHA-256 by Node', `${expected} (${same ? 'the same' : 'DIFFERENT'})`],
  ['instructions', `${result.steps}`],
  ['proved in', `${result.proveSeconds.toFixed(2)} s, ${Math.round(result.steps / result.proveSeconds)} instructions/s`],
  ['verified in', verifyTime],
  ['proof', `${(result.proof.length / 1000).toFixed(0)} kB`],
  ['proven bits', verdict.provenBits.toFixed(1)],
  ['peak memory', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`],
];
console.log();
for (const [label, value] of rows) console.log(`   ${label.padEnd(16)} ${value}`);
process.exitCode = verdict.valid && same ? 0 : 1;
