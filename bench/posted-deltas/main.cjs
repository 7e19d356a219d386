// Loaded in the app's main process before its own code: has the repo process started through the file beside this one.
const path = require('node:path')
const { utilityProcess } = require('electron')

const fork = utilityProcess.fork.bind(utilityProcess)
utilityProcess.fork = (file, args, options) =>
  path.basename(path.dirname(file)) === 'repo'
    ? fork(path.join(__dirname, 'repo-process.mjs'), [file], options)
    : fork(file, args, options)
