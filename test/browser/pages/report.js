// For a browser that nobody drives: proves, cancels, proves again, verifies both ways, and posts what came of it to ?to=.
import { createProver } from '/build/browser.js';
import { decodeVerifyingKey, toHex, verify } from '/build/verify.js';

const report = async () => {
  const prover = await createProver({ workers: 2 });
  const { backend, workers, isolation } = prover;
  const elf = new Uint8Array(await (await fetch('/guests/fibonacci.elf')).arrayBuffer());
  const program = await prover.load(elf);
  const keys = await prover.setup({ program });
  const input = (n) => new Uint8Array(new BigUint64Array([n]).buffer);
  const abort = new AbortController();
  const cancelled = prover.prove({ program, input: input(50_000n), signal: abort.signal }).catch(({ code }) => code);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const start = performance.now();
  abort.abort();
  const code = await cancelled;
  const cancelMs = performance.now() - start;
  const { proof, proveSeconds } = await prover.prove({ program, input: input(1000n) });
  const inWorker = await prover.verify({ ...keys, proof });
  const before = performance.now();
  const onPage = verify({ verifyingKey: decodeVerifyingKey(keys.verifyingKey), programCommitment: keys.programCommitment, proof });
  const verifyMs = performance.now() - before;
  await prover.close();
  return {
    backend,
    workers,
    isolated: isolation.isolated,
    code,
    cancelMs,
    proveSeconds,
    verifyMs,
    valid: [inWorker.valid, onPage.valid],
    proof: toHex(proof),
  };
};

const answer = await report().catch((error) => ({ error: `${error.name} ${error.code}: ${error.message}\n${error.stack}` }));
await fetch(new URLSearchParams(location.search).get('to'), { method: 'POST', mode: 'no-cors', body: JSON.stringify(answer) });
