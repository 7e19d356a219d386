// Stand-in for Electron's own default_app.asar, which a runtime taken out of a packaged application lacks. It keeps
// the part of the contract that tools rely on:
//   electron [-r module]... [chromium switches] <app folder or file> [app arguments]
// It has to be an ES module that awaits the application: Electron holds the `ready` event back until its entry module
// has been evaluated, so the application can still call app.disableHardwareAcceleration(), setPath() and the like.
import fs from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, dialog } from 'electron'

const given = readArguments(process.argv.slice(1))
if (given.preloads.length > 0) Module._preloadModules(given.preloads)
if (given.target === null) {
  fail('No application given: electron <folder or file>')
} else {
  try {
    await load(given.target)
  } catch (error) {
    console.error('App threw an error during load')
    console.error(error?.stack ?? error)
    throw error
  }
}

function readArguments(argv) {
  const preloads = []
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]
    if (argument === '-v' || argument === '--version') answer(`v${process.versions.electron}`)
    else if (argument === '-a' || argument === '--abi') answer(process.versions.modules)
    else if (argument === '-r' || argument === '--require') preloads.push(argv[++i])
    else if (!argument.startsWith('-')) return { preloads, target: argument }
  }
  return { preloads, target: null }
}

function answer(text) {
  console.log(text)
  process.exit(0)
}

function fail(message) {
  console.error(message)
  void app.whenReady().then(() => {
    if (!process.env.CI) dialog.showErrorBox('Error launching app', message)
    app.exit(1)
  })
}

async function load(target) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  const folder = path.resolve(target)
  const manifest = path.join(folder, 'package.json')
  let appPath
  if (fs.existsSync(manifest)) {
    try {
      adopt(JSON.parse(fs.readFileSync(manifest, 'utf8')))
    } catch (error) {
      return fail(`Unable to read ${manifest}\n\n${error.message}`)
    }
    appPath = folder
  }
  let entry
  try {
    entry = Module._resolveFilename(folder, null, true)
    app.setAppPath(appPath ?? path.dirname(entry))
  } catch (error) {
    return fail(`Unable to find Electron app at ${folder}\n\n${error.message}`)
  }
  await import(pathToFileURL(entry).toString())
}

function adopt(manifest) {
  if (manifest.version) app.setVersion(manifest.version)
  app.name = manifest.productName || manifest.name || app.name
  app.setDesktopName(manifest.desktopName || `${app.name}.desktop`)
}
