import { createServer, type Server } from 'node:http'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'

let app: FirebreakApp
let page: Page
let server: Server
let network = ''
let visits = 0

test.beforeAll(async () => {
  server = createServer((_request, response) => {
    visits++
    response.setHeader('access-control-allow-origin', '*').end('reached')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  network = `http://127.0.0.1:${address.port}/`
  // A microphone that exists, so that it can be refused.
  const args = ['--use-fake-device-for-media-stream']
  app = await launchFirebreak({ args, env: { FIREBREAK_CODEX: '/nonexistent/codex' } })
  page = await app.window('Firebreak')
  await expect(page.getByRole('heading', { name: 'Which repository?' })).toBeVisible()
})
test.afterAll(async () => {
  await app.close()
  server.close()
  removeFolder(app.home)
})

test('a page reaches two functions of ours and nothing of Node', async () => {
  const found = await page.evaluate(() => ({
    bridge: Object.keys(window.firebreak).toSorted(),
    frozen: Object.isFrozen(window.firebreak),
    node: ['require', 'process', 'module', 'Buffer', 'global', 'exports', '__dirname', 'electron'].filter(
      (name) => name in globalThis,
    ),
  }))
  expect(found).toEqual({ bridge: ['dispatch', 'subscribe'], frozen: true, node: [] })
})

test('a wish that is not one of ours is refused as bad-command, whatever its shape', async () => {
  const wishes = [
    null,
    'app/quit',
    [],
    {},
    { type: 'repo/delete' },
    { type: '__proto__' },
    { type: 'app/quit', force: true },
    { type: 'repo/choose', repoId: '../../etc' },
    { type: 'repo/choose' },
    { type: 'session/start', repoId: '0'.repeat(16), lane: 'spark', prompt: 'nul\0', tryAnyway: false },
    { type: 'session/start', repoId: '0'.repeat(16), lane: 'spark', prompt: 'x'.repeat(33_000), tryAnyway: false },
    { type: 'session/start', repoId: '0'.repeat(16), lane: 'turbo', prompt: null, tryAnyway: false },
    { type: 'settings/set', change: { key: 'codexPath', value: '/tmp/evil' } },
  ]
  const codes = await page.evaluate(
    `Promise.all(${JSON.stringify(wishes)}.map(async (wish) => (await window.firebreak.dispatch(wish)).error?.code))`,
  )
  expect(codes).toEqual(wishes.map(() => 'bad-command'))
})

test('a window that Firebreak did not open is not listened to, even with our own page in it', async () => {
  const told = await app.electron.evaluate(async ({ app: electron, BrowserWindow }) => {
    const preload = `${electron.getAppPath()}/out/preload/index.cjs`
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
    await stranger.loadURL('app://main/index.html?view=home')
    const answer: unknown = await stranger.webContents.executeJavaScript(
      `window.firebreak.dispatch({ type: 'limits/refresh' }).then(() => 'heard', (error) => error.message)`,
    )
    stranger.destroy()
    return answer
  })
  expect(told).toContain('refused: not a window of Firebreak')
})

test('a page goes nowhere else and opens nothing', async () => {
  const before = page.url()
  const tries: string[] = []
  app.electron.on('console', (message) => tries.push(message.text()))
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows())
      webContents.on('will-frame-navigate', ({ defaultPrevented, url }) =>
        console.log(defaultPrevented ? 'refused' : 'let through', url),
      )
  })
  // Chromium refuses this one before it asks us.
  await page.evaluate(() => window.location.assign('file:///etc/passwd'))
  for (const target of [network, 'app://other/index.html']) {
    await page.evaluate((url) => window.location.assign(url), target)
    await expect.poll(() => tries).toContain(`refused ${target}`)
  }
  const opened = await page.evaluate((url) => [window.open(url), window.open('app://main/index.html')], network)
  expect(opened).toEqual([null, null])
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toBe('Which repository?')
  expect(page.url()).toBe(before)
  expect(app.electron.windows()).toHaveLength(1)
})

test('nothing leaves over the network, by whatever door', async () => {
  const tried = await page.evaluate(async (url) => {
    const settled = (work: Promise<unknown>) =>
      work.then(
        () => 'reached',
        () => 'refused',
      )
    return {
      fetch: await settled(fetch(`${url}fetch`)),
      xhr: await new Promise<string>((resolve) => {
        const request = new XMLHttpRequest()
        request.addEventListener('load', () => resolve('reached'))
        request.addEventListener('error', () => resolve('refused'))
        request.open('GET', `${url}xhr`)
        request.send()
      }),
      socket: await new Promise<string>((resolve) => {
        try {
          const socket = new WebSocket(url.replace('http', 'ws'))
          socket.addEventListener('error', () => resolve('refused'))
          socket.addEventListener('open', () => resolve('reached'))
        } catch {
          resolve('refused')
        }
      }),
      image: await new Promise<string>((resolve) => {
        const image = new Image()
        document.addEventListener(
          'securitypolicyviolation',
          (event) => resolve(`refused ${event.effectiveDirective}`),
          {
            once: true,
          },
        )
        image.addEventListener('load', () => resolve('reached'))
        image.src = `${url}image`
      }),
    }
  }, network)
  expect(tried).toEqual({ fetch: 'refused', xhr: 'refused', socket: 'refused', image: 'refused img-src' })
  // A frame fires its event also when it was refused; what counts is that nobody was asked.
  await page.evaluate(async (url) => {
    const frame = document.createElement('iframe')
    frame.src = `${url}frame`
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    document.body.append(frame)
    await loaded
    frame.remove()
  }, network)
  // The second wall, behind the policy of the page.
  const session = await app.electron.evaluate(
    (electron, url) =>
      electron.session.defaultSession.fetch(url).then(
        () => 'reached',
        (error) => String(error),
      ),
    network,
  )
  expect(session).toContain('ERR_BLOCKED_BY_CLIENT')
  expect(visits).toBe(0)
})

test('text never becomes code: no eval, no inline script, no markup from strings', async () => {
  // In a task of its own: what the test's own connection evaluates is exempt from the page's policy.
  const tried = await page.evaluate(`new Promise((resolve) => {
    setTimeout(() => {
      const attempt = (work) => {
        try {
          work()
          return 'ran'
        } catch (error) {
          return error.name
        }
      }
      const script = document.createElement('script')
      resolve({
        eval: attempt(() => eval('1 + 1')),
        function: attempt(() => new Function('return 1')()),
        inline: attempt(() => (script.text = 'window.ran = true')),
        markup: attempt(() => (document.body.innerHTML = '<p>markup</p>')),
        ran: String('ran' in window),
      })
    }, 0)
  })`)
  expect(tried).toEqual({
    eval: 'EvalError',
    function: 'EvalError',
    inline: 'TypeError',
    markup: 'TypeError',
    ran: 'false',
  })
})

test('every permission is refused without a question', async () => {
  const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']
  const states = await page.evaluate(
    `Promise.all(${JSON.stringify(names)}.map(async (name) => (await navigator.permissions.query({ name })).state))`,
  )
  expect(states).toEqual(names.map(() => 'denied'))
  const asked = await page.evaluate(async () => {
    const failed = (work: Promise<unknown>) =>
      work.then(
        () => 'given',
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      )
    return {
      media: await failed(navigator.mediaDevices.getUserMedia({ audio: true })),
      clipboard: await failed(navigator.clipboard.readText()),
      notification: await Notification.requestPermission(),
      webview: 'loadURL' in document.createElement('webview'),
    }
  })
  expect(asked).toEqual({
    media: 'NotAllowedError',
    clipboard: 'NotAllowedError',
    notification: 'denied',
    webview: false,
  })
})

test('our own protocol serves the built page with its policy, and nothing outside of its folder', async () => {
  const answers = await app.electron.evaluate(async ({ session }) => {
    const read = async (url: string) => {
      const response = await session.defaultSession.fetch(url).catch((error) => ({ failed: String(error) }))
      return 'failed' in response
        ? { status: 0, policy: null, sniff: null }
        : {
            status: response.status,
            policy: response.headers.get('content-security-policy'),
            sniff: response.headers.get('x-content-type-options'),
          }
    }
    const outside = [
      'app://main/..%2fmain%2findex.js',
      'app://main/%2e%2e%2fmain%2findex.js',
      'app://main/..%5cmain%5cindex.js',
      'app://main/../main/index.js',
      'app://main//etc/passwd',
      'app://main/assets',
      'app://main/',
      'app://main/index.html%00.js',
      'app://main/%zz.js',
    ]
    return {
      page: await read('app://main/index.html'),
      outside: await Promise.all(outside.map(async (url) => `${(await read(url)).status} ${url}`)),
      other: (await read('app://other/index.html')).status,
      all: outside.map((url) => `404 ${url}`),
    }
  })
  expect(answers.page.status).toBe(200)
  expect(answers.page.sniff).toBe('nosniff')
  expect(answers.page.policy).toContain("default-src 'none'")
  expect(answers.page.policy).toContain("connect-src 'none'")
  expect(answers.page.policy).not.toContain('unsafe')
  expect(answers.outside).toEqual(answers.all)
  expect(answers.other).not.toBe(200)
})
