import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { faceAssets } from './scripts/face-assets.ts';
import { interfaceFont } from './scripts/interface-font.ts';
import { countDriverVersions } from './src-main/device-host/driver-versions.ts';

const root = import.meta.dirname;
const at = (...parts: string[]): string => path.join(root, ...parts);

// Reports of the conformance kit name the sources a driver was made from, and a bundle has none: it carries their hashes.
const driverVersions = JSON.stringify(await countDriverVersions(at('drivers')));

// Targets are named, not derived from the installed electron: tests may run on an older runtime (Electron 33:
// Node 20.18, Chromium 130) than the one that ships.
export default defineConfig({
  main: {
    define: { DRIVER_VERSIONS: driverVersions },
    build: {
      outDir: at('out/main'),
      target: 'node20.18',
      minify: false,
      // Read from one file they load in a third of the time; native modules and what they drag along stay outside.
      externalizeDeps: {
        exclude: [
          'zod',
          'xstate',
          'jose',
          'pino',
          'pino-roll',
          'pinyin-pro',
          'uqr',
          'iconv-lite',
          'date-fns',
          'otpauth',
        ],
      },
      rolldownOptions: {
        input: {
          shell: at('src-main/shell/main.ts'),
          terminal: at('src-main/terminal/main.ts'),
          'device-host': at('src-main/device-host/main.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: 'node20.18',
      minify: false,
      // A sandboxed preload can require nothing but electron, so everything it uses must be inside.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src-main/shell/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [react(), faceAssets(at('node_modules'))],
    resolve: { alias: { '#interface-font.css': await interfaceFont(root) } },
    // A folder of their own: the shell serves what lies there under the policy of workers.
    worker: {
      format: 'es',
      rolldownOptions: {
        output: { entryFileNames: 'workers/[name]-[hash].js', chunkFileNames: 'workers/[name]-[hash].js' },
      },
    },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      minify: true,
      // The page's policy lets pictures and fonts come from files of the app only, never from data: addresses.
      assetsInlineLimit: 0,
      // In kB. The worker of the face library is one file, read only for that step.
      chunkSizeWarningLimit: 2_000,
      // Chromium preloads modules itself; the polyfill would call fetch, which the policy forbids.
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
});
