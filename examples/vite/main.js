import { createProver } from 'pellucid/browser';
import { decodeVerifyingKey, toHex, verify } from 'pellucid/verify';
import elfUrl from './node_modules/pellucid/guests/elf/fibonacci.elf?url';

const [n, proveButton, cancelButton, progress, result] = ['n', 'prove', 'cancel', 'progress', 'result'].map((id) =>
  document.getElementById(id),
);

const prover = await createProver();
const program = await prover.load(new Uint8Array(await (await fetch(elfUrl)).arrayBuffer()));
const keys = await prover.setup({ program });
if (prover.isolation.advice) console.warn(prover.isolation.advice);

const prove = async (signal) => {
  const { proof, proveSeconds } = await prover.prove({
    program,
    input: new Uint8Array(new BigUint64Array([BigInt(n.value)]).buffer),
    signal,
    onProgress: ({ done }) => {
      progress.value = done;
    },
  });
  progress.value = 1;
  // Whoever gets the proof does this, with keys that they trust.
  const verdict = verify({ verifyingKey: decodeVerifyingKey(keys.verifyingKey), programCommitment: keys.programCommitment, proof });
  result.textContent = verdict.valid
    ? `valid: ${toHex(verdict.publicValues)}, proved in ${proveSeconds.toFixed(2)} s on ${prover.workers} threads`
    : `invalid: ${verdict.reason}`;
};

proveButton.onclick = async () => {
  const abort = new AbortController();
  cancelButton.onclick = () => abort.abort();
  proveButton.disabled = true;
  cancelButton.disabled = false;
  try {
    await prove(abort.signal);
  } catch (error) {
    result.textContent = `${error.code}: ${error.message}`;
  }
  proveButton.disabled = false;
  cancelButton.disabled = true;
};
proveButton.disabled = false;
