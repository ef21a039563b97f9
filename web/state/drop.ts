/** Files dropped anywhere on the page go where their kind belongs. */
import { signal } from '@preact/signals';
import { type NamedBytes, recognise } from '../lib/files.ts';
import { takeElf } from './guest.ts';
import { takeFiles } from './verification.ts';
import { show, view } from './view.ts';

/** Whether files are being dragged over the page. */
export const dragging = signal(false);

export const readFiles = (list: Iterable<File>): Promise<NamedBytes[]> =>
  Promise.all([...list].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));

/** An ELF alone is to be run; with proofs and keys, or where one verifies, it is what a proof is held against. */
export const receive = async (list: Iterable<File>): Promise<void> => {
  const files = await readFiles(list);
  if (files.length === 0) return;
  const isOurs = files.some(({ bytes }) => !['elf', 'unknown'].includes(recognise(bytes).kind));
  if (isOurs || view.value === 'verify') {
    takeFiles(files);
    show('verify');
  } else await takeElf(files[0]);
};

/** Takes part in every drag of files over the window. */
export const listenForDrops = (): void => {
  let depth = 0;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const update = (by: number): void => {
    depth = Math.max(0, depth + by);
    dragging.value = depth > 0;
  };
  addEventListener('dragenter', (event) => {
    if (hasFiles(event)) update(1);
  });
  addEventListener('dragleave', (event) => {
    if (hasFiles(event)) update(-1);
  });
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    dragging.value = false;
    void receive(event.dataTransfer?.files ?? []);
  });
};
