import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

// The oldest Electron the output has to run on. electron-vite would aim at the installed `electron` package, which
// can be newer than the runtime that the tests use.
const node = 'node20.18'
const chrome = 'chrome130'

// dbus-next asks for these at run time and goes on without them: faster sockets, and a bus address from an X property.
const absent = new Set(['usocket', 'x11'])
const absentModules: Plugin = {
  name: 'firebreak:absent-modules',
  enforce: 'pre',
  resolveId: (id) => (absent.has(id) ? `\0absent:${id}` : null),
  load: (id) => (id.startsWith('\0absent:') ? 'module.exports = null' : null),
}

// V8 keeps the text of a file with one character beyond Latin-1 in two bytes each: a megabyte of main, and one of the repo
// process. The escape means the same in strings, templates, regular expressions and names.
const inAscii: Plugin = {
  name: 'firebreak:in-ascii',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk')
        file.code = file.code.replaceAll(
          /[^\0-\x7F]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
  },
}

export default defineConfig({
  main: {
    plugins: [absentModules, inAscii],
    build: {
      target: node,
      outDir: 'out',
      // This build is the first of the three, so it may clear the folder that all of them write to.
      emptyOutDir: true,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          'main/index': 'src/main/index.ts',
          'repo/index': 'src/repo/index.ts',
          'history/index': 'src/services/history/history-process.ts',
          'cli/firebreak': 'src/cli/firebreak.ts',
        },
        // libsql looks for the native file of this computer beside itself.
        external: ['electron', 'libsql'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: node,
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload cannot be an ES module and cannot load a second file.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      target: chrome,
      outDir: 'out/renderer',
      // A window waits for its code to be read: a third of the bytes are there sooner.
      minify: true,
      // Both would need what the content security policy forbids: fetch for the polyfill, data: for inlined fonts.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // A page for each window has its title from the start. That of the live diff names all of its code: none of it waits
      // for other code to ask for it.
      rollupOptions: { input: ['index', 'settings', 'diff'].map((page) => `src/renderer/${page}.html`) },
    },
    // Loaded as a file of our own origin: the policy allows no blob and no inlined code.
    worker: { format: 'es' },
    plugins: [react()],
  },
})
