/** See build-assets.mjs. Gives the addresses of the stylesheet and the script, as the server serves them. */
export function buildAssets(outDir: string): Promise<{ css: string; js: string }>
