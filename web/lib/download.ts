/** Saving and sharing files, without a server: what the browser has for it. */
const MIME = 'application/octet-stream';

export const download = (name: string, bytes: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: MIME }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // Some browsers read it only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

const filesOf = (files: Readonly<Record<string, Uint8Array>>): File[] =>
  Object.entries(files).map(([name, bytes]) => new File([bytes.slice()], name, { type: MIME }));

/** Whether the system has a way to hand files to other applications. */
export const canShare = (files: Readonly<Record<string, Uint8Array>>): boolean => navigator.canShare?.({ files: filesOf(files) }) ?? false;

/** False when the person changed their mind. */
export const share = async (title: string, files: Readonly<Record<string, Uint8Array>>): Promise<boolean> => {
  try {
    await navigator.share({ title, files: filesOf(files) });
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return false;
    throw error;
  }
};
