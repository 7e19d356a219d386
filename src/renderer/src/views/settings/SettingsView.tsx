import type { SettingsView as Settings } from '../../../../core/app/snapshot'
import { displayName } from '../../../../core/words/display-name'
import type { AppCommand } from '../../../../shared/contract'
import { AppContext, useSnapshot } from '../../app-context'
import { useWatchedApp } from '../../refusal'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { useTitle } from '../../use-title'
import '../checkpoints/checkpoints.css'
import { GuardSetting } from '../guard/GuardSetting'
import { CheckpointSettings } from './CheckpointSettings'
import { EditorSetting } from './EditorSetting'
import { LimitAlertSettings } from './LimitAlertSettings'
import { LaneSettings } from './LaneSettings'
import { MessageTemplates } from './MessageTemplates'
import { WaysOutSettings } from './WaysOutSettings'
import { ZoomSetting } from './ZoomSetting'
import './settings.css'

const zoomKeys = navigator.platform.startsWith('Mac') ? '⌘+ and ⌘−' : 'Ctrl++ and Ctrl+−'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']

const whenSessionStarts: readonly { value: Settings['onSessionStart']; label: string }[] = [
  { value: 'open', label: 'Open the live diff' },
  { value: 'mark', label: 'Only mark the tray' },
  { value: 'nothing', label: 'Nothing' },
]
const onUncommitted: readonly { value: Settings['standardPolicy']; label: string }[] = [
  { value: 'say', label: 'Say it' },
  { value: 'nothing', label: 'Nothing' },
  { value: 'gate', label: 'Commit first' },
]

/** The few settings there are now; everything else is in the settings file. */
export function SettingsView() {
  useTitle('Settings — Firebreak')
  const { app, refusal } = useWatchedApp()
  const theme = useSnapshot((snapshot) => snapshot.theme)
  const settings = useSnapshot((snapshot) => snapshot.settings)
  const version = useSnapshot((snapshot) => snapshot.version)
  const set = (change: Change) => void app.dispatch({ type: 'settings/set', change })
  return (
    <main className="settings">
      <h1>Settings</h1>
      {refusal === null ? null : <Problem message={refusal.message} next={refusal.next} />}
      <div className="card">
        <Setting title="Theme">
          <Segmented
            label="Theme"
            value={theme}
            onChange={(value) => set({ key: 'theme', value })}
            choices={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'high-contrast', label: 'High contrast' },
            ]}
          />
        </Setting>
        <Setting title="Size" note={`Of everything in the windows. ${zoomKeys} change it anywhere.`}>
          <ZoomSetting zoom={settings.zoom} set={set} />
        </Setting>
        <Setting
          title="Editor"
          note="The command that files are opened with, such as code --reuse-window. Empty: the one that is found."
        >
          <EditorSetting editor={settings.editor} set={set} />
        </Setting>
        <Setting title="When a session starts" note="The live diff opens beside it and never takes the focus.">
          <Segmented
            label="When a session starts"
            value={settings.onSessionStart}
            onChange={(value) => set({ key: 'onSessionStart', value })}
            choices={whenSessionStarts}
          />
        </Setting>
        <Setting title="Standard session on uncommitted work" note="A Spark session always needs a commit first.">
          <Segmented
            label="Standard session on uncommitted work"
            value={settings.standardPolicy}
            onChange={(value) => set({ key: 'standardPolicy', value })}
            choices={onUncommitted}
          />
        </Setting>
        <Setting title="Ways out" note="Of a closed gate, besides committing. None of them is silent.">
          <WaysOutSettings waysOut={settings.waysOut} set={set} />
        </Setting>
        <Setting title="Notifications about limits" note="Each fact is told once.">
          <LimitAlertSettings alerts={settings.limitAlerts} set={set} />
        </Setting>
        <Setting title="Commit message" note="Proposed when no prompt of a session says more. Empty: the default.">
          <MessageTemplates templates={settings.messageTemplate} set={set} />
        </Setting>
      </div>
      <AppContext value={app}>
        <GuardSetting />
        <LaneSettings set={set} />
        <CheckpointSettings limits={settings.checkpoints} set={set} />
      </AppContext>
      <div className="card">
        <Fact title="Codex" mono={settings.codex !== null}>
          {settings.codex === null
            ? 'not found'
            : `${displayName(settings.codex.path)} (${displayName(settings.codex.version)})`}
        </Fact>
        <Fact title="Settings file" mono>
          {displayName(settings.file)}
        </Fact>
        <Fact title="Firebreak">{version}</Fact>
      </div>
    </main>
  )
}

function Setting(props: { readonly title: string; readonly note?: string; readonly children: React.ReactNode }) {
  return (
    <div className="setting">
      <div>
        <b>{props.title}</b>
        {props.note === undefined ? null : <p className="small muted">{props.note}</p>}
      </div>
      {props.children}
    </div>
  )
}

function Fact(props: { readonly title: string; readonly mono?: boolean; readonly children: React.ReactNode }) {
  return (
    <div className="setting">
      <b>{props.title}</b>
      <span className={`any-break ${props.mono === true ? 'mono' : ''}`}>{props.children}</span>
    </div>
  )
}
