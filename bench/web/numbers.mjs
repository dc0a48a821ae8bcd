// What the parts of the web bench share: figures and how they are printed.
export const sorted = (list) => [...list].sort((a, b) => a - b);
export const median = (list) => sorted(list)[Math.floor(list.length / 2)];
/** Of few runs: the value that at least 95 % don't exceed. */
export const p95 = (list) => sorted(list)[Math.min(list.length - 1, Math.ceil(list.length * 0.95) - 1)];
export const round = (x, digits = 1) => Number(x.toFixed(digits));
export const kb = (bytes) => `${round(bytes / 1024)} KB`;
export const mb = (bytes) => `${round(bytes / 2 ** 20)} MB`;
export const line = (name, text) => console.log(`${name.padEnd(58)} ${text}`);
export const spread = (list) => `${round(median(list))} ms   p95 ${round(p95(list))} ms   (${list.length} runs)`;
