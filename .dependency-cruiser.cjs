// The layer table of docs/architecture.md, one rule per line of it. Each comment says why the border is there.
const node = { dependencyTypes: ['core'] }
const electron = { path: '^(electron$|node_modules/electron/)' }

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one idea in two places, and neither can be tested or loaded alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-resolvable',
      comment: 'An import that leads nowhere would only be found by the build, or by the user.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(worker|url|raw|asset|inline)' },
    },
    {
      name: 'core-is-pure',
      comment:
        'The core decides and computes from its arguments, so every rule of the product can be tested as a table.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/core/', '^node_modules/zod/'] },
    },
    {
      name: 'core-no-node',
      comment: 'The renderer imports the core too, and there is no Node in a sandboxed window.',
      severity: 'error',
      from: { path: '^src/(core|shared)/' },
      to: node,
    },
    {
      name: 'shared-is-a-seam',
      comment: 'What several processes agree on may depend on none of them.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/(core|shared)/', '^node_modules/zod/'] },
    },
    {
      name: 'repo-stays-lean',
      comment:
        'The repo process starts children, which costs time in proportion to its memory; it also serves the command line. ' +
        'Its entry takes the one clock of the project.',
      severity: 'error',
      from: { path: '^src/repo/' },
      to: {
        path: ['^src/(main|services|cli|preload|renderer)/', '^(node_modules/)?electron(/|$)'],
        pathNot: '^src/services/system-clock\\.ts$',
      },
    },
    {
      name: 'services-know-no-process',
      comment:
        'Services run under the app and under the command line alike, and leave git and watching to the repo process.',
      severity: 'error',
      from: { path: '^src/services/' },
      to: { path: ['^src/(main|repo|cli|preload|renderer)/', '^(node_modules/)?electron(/|$)'] },
    },
    {
      name: 'main-talks-to-repo-by-contract',
      comment:
        'A large process pays tens of milliseconds for every child it starts, so only the repo process runs git. ' +
        'The one exception is the host, which can run the same code in-process for tests.',
      severity: 'error',
      from: { path: '^src/main/', pathNot: '^src/main/repo/' },
      to: { path: ['^src/repo/', '^node_modules/(simple-git|chokidar)/'] },
    },
    {
      name: 'main-draws-nothing',
      comment: 'Windows draw and main decides: they meet in src/shared only.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: ['^src/(renderer|preload|cli)/', '^node_modules/(react|react-dom)/'] },
    },
    {
      name: 'electron-only-in-shell',
      comment: 'Everything but the shell runs headless under the tests, so Electron is never mocked.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/main/shell/', '^src/main/ipc/register\\.ts$', '^src/main/index\\.ts$', '^src/preload/'],
      },
      to: electron,
    },
    {
      name: 'cli-without-electron',
      comment: 'The command line runs under plain Node, without a display and without the app.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: ['^src/(main|preload|renderer)/', '^(node_modules/)?electron(/|$)'] },
    },
    {
      name: 'preload-stays-tiny',
      comment: 'The preload is one file with channel names and types: nothing in it can be turned against the user.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: {
        dependencyTypesNot: ['type-only'],
        pathNot: ['^src/preload/', '^src/shared/channels\\.ts$', '^(node_modules/)?electron(/|$)'],
      },
    },
    {
      name: 'renderer-behind-bridge',
      comment: 'A window sees snapshots and sends wishes; it reaches no file, no git and no other process.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: ['^src/(main|repo|services|cli|preload)/', '^(node_modules/)?electron(/|$)'] },
    },
    {
      name: 'renderer-no-node',
      comment: 'Windows are sandboxed: a Node module would fail at run time.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: node,
    },
    {
      name: 'simple-git-in-one-place',
      comment: 'simple-git does not harden git by itself, so it only runs through the settings of the git runner.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/repo/git/' },
      to: { path: '^node_modules/simple-git/' },
    },
    {
      name: 'repo-starts-children-in-git-only',
      comment: 'One runner starts git, so that every git of ours has the hardened arguments and environment.',
      severity: 'error',
      from: { path: '^src/repo/', pathNot: '^src/repo/git/' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'chokidar-in-one-place',
      comment:
        'Watching sits behind our own Watcher interface, because large repositories need another implementation.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/repo/watch/' },
      to: { path: '^node_modules/chokidar/' },
    },
    {
      name: 'sources-know-no-tests',
      comment: 'What the tests need must not reach the app.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: '\\.css$|\\.svg$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
