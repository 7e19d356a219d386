# Firebreak's gate for Codex sessions that start elsewhere, for Windows: the twin of guard.sh, which says what its files are.
# Needs Windows PowerShell 5.1 or PowerShell 7, and git. Whatever fails in a hook lets the prompt through, so everything here ends in an answer.
# It is checked statically only: it was never run on Windows.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# Codex waits 60 s for this hook and then lets the prompt through.
$longestWaitMs = 45000
$guard = Join-Path (Split-Path -Parent (Split-Path -Parent $PSCommandPath)) 'guard'
$utf8 = New-Object System.Text.UTF8Encoding($false)
$call = @{ session = ''; turn = ''; model = ''; cwd = ''; top = ''; files = @(); total = 0 }

# A JSON string in ASCII, so that no name can make the answer unreadable.
function ConvertTo-JsonText([string]$text) {
  $out = New-Object System.Text.StringBuilder
  [void]$out.Append('"')
  foreach ($char in $text.ToCharArray()) {
    $code = [int]$char
    if ($code -eq 34 -or $code -eq 92) { [void]$out.Append('\').Append($char) }
    elseif ($code -ge 32 -and $code -lt 127) { [void]$out.Append($char) }
    else { [void]$out.Append('\u').Append($code.ToString('x4')) }
  }
  [void]$out.Append('"')
  return $out.ToString()
}

# What hides or turns text around is written out where people read it.
function ConvertTo-ShownText([string]$text) {
  return [regex]::Replace($text, '[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]', {
      param($match)
      return '\u{' + ([int][char]$match.Value).ToString('x') + '}'
    })
}

function Write-Refusal([string]$reason, [string]$words) {
  try {
    $name = $call.session
    if ($name -eq '') { $name = 'unknown' }
    $turn = $call.turn
    if ($turn -eq '') { $turn = [string]$PID }
    $listed = @($call.files | Select-Object -First 20 | ForEach-Object { ConvertTo-JsonText $_ }) -join ','
    $record = '{"version":1,"reason":' + (ConvertTo-JsonText $reason) + ',"sessionId":' + (ConvertTo-JsonText $call.session) +
      ',"turnId":' + (ConvertTo-JsonText $call.turn) + ',"model":' + (ConvertTo-JsonText $call.model) + ',"cwd":' + (ConvertTo-JsonText $call.cwd) +
      ',"top":' + (ConvertTo-JsonText $call.top) + ',"files":[' + $listed + '],"total":' + $call.total + '}'
    [System.IO.File]::WriteAllText((Join-Path $guard "refusals\$name.$turn.json"), $record + "`n", $utf8)
  } catch {
    # A record that cannot be written does not let the prompt through.
    $null = $_
  }
  [Console]::Out.Write('{"decision":"block","reason":' + (ConvertTo-JsonText ('Firebreak: ' + $words)) + "}`n")
  [Console]::Out.Flush()
  exit 0
}

function Write-Trace([string]$words) {
  try {
    $line = '{0} {1} session={2} model={3}' -f [DateTimeOffset]::UtcNow.ToUnixTimeSeconds(), $words, $call.session, (ConvertTo-JsonText $call.model)
    # Where the whole folder is gone, beside this program.
    $trace = if (Test-Path -LiteralPath $guard -PathType Container) { Join-Path $guard 'trace' } else { "$PSCommandPath.trace" }
    [System.IO.File]::AppendAllText($trace, $line + "`n", $utf8)
  } catch {
    $null = $_
  }
}

function Read-Lines([string]$path) {
  if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { return $null }
  return , @([System.IO.File]::ReadAllText($path, $utf8).TrimEnd("`n") -split "`n")
}

# Only absolute folders, and none below the one Codex works in.
function Find-Git {
  foreach ($folder in ($env:PATH -split ';') + @("$env:ProgramFiles\Git\cmd", "$env:LOCALAPPDATA\Programs\Git\cmd")) {
    if ($folder -notmatch '^[A-Za-z]:[\\/]') { continue }
    $here = $call.cwd.TrimEnd('\', '/') + '\'
    if (($folder.TrimEnd('\', '/') + '\').StartsWith($here, [StringComparison]::OrdinalIgnoreCase)) { continue }
    $program = Join-Path $folder 'git.exe'
    if (Test-Path -LiteralPath $program -PathType Leaf) { return $program }
  }
  return $null
}

# One word of a Windows command line (CommandLineToArgvW).
function ConvertTo-Argument([string]$word) {
  if ($word -ne '' -and $word -notmatch '[\s"]') { return $word }
  return '"' + [regex]::Replace([regex]::Replace($word, '(\\*)"', '$1$1\"'), '(\\+)$', '$1$1') + '"'
}

$hardened = @('--no-pager')
foreach ($setting in @(
    'core.fsmonitor=false', 'core.hooksPath=NUL', 'core.pager=cat', 'core.sshCommand=false', 'core.gitProxy=', 'core.askPass=', 'core.editor=true',
    'core.untrackedCache=false', 'credential.helper=', 'diff.external=', 'diff.autoRefreshIndex=false', 'diff.ignoreSubmodules=all',
    'submodule.recurse=false', 'protocol.allow=never', 'gpg.program=false', 'commit.gpgSign=false', 'tag.gpgSign=false', 'log.showSignature=false',
    'gc.auto=0', 'maintenance.auto=false', 'safe.bareRepository=explicit', 'interactive.diffFilter=', 'core.quotePath=true',
    'core.trustctime=true', 'core.checkStat=default')) {
  $hardened += @('-c', $setting)
}

$deadline = [DateTime]::UtcNow.AddMilliseconds($longestWaitMs)

# Runs git hardened; answers its exit code and what it printed, as bytes decoded from UTF-8. `settings` are given by the environment.
function Invoke-Git([string]$program, [string]$gitDir, [string]$top, [string[]]$words, [hashtable]$settings) {
  $start = New-Object System.Diagnostics.ProcessStartInfo
  $start.FileName = $program
  $start.Arguments = (($hardened + $words) | ForEach-Object { ConvertTo-Argument $_ }) -join ' '
  $start.WorkingDirectory = $top
  $start.UseShellExecute = $false
  $start.CreateNoWindow = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $start.RedirectStandardInput = $true
  $start.StandardOutputEncoding = $utf8
  foreach ($name in @($start.EnvironmentVariables.Keys)) {
    if ($name -match '^GIT_' -and $name -notmatch '^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$') { $start.EnvironmentVariables.Remove($name) }
  }
  $given = @{
    GIT_DIR = $gitDir; GIT_WORK_TREE = $top; GIT_ATTR_NOSYSTEM = '1'; GIT_TERMINAL_PROMPT = '0'; GIT_ASKPASS = 'false'; SSH_ASKPASS = 'false'
    GIT_OPTIONAL_LOCKS = '0'; GIT_ALLOW_PROTOCOL = 'none'; GIT_NO_LAZY_FETCH = '1'; GIT_NO_REPLACE_OBJECTS = '1'; GIT_LITERAL_PATHSPECS = '1'
    GIT_PAGER = 'cat'; PAGER = 'cat'; LC_ALL = 'C'; GIT_CONFIG_COUNT = [string]$settings.Count
  }
  foreach ($name in $given.Keys) { $start.EnvironmentVariables[$name] = $given[$name] }
  $index = 0
  foreach ($key in $settings.Keys) {
    $start.EnvironmentVariables["GIT_CONFIG_KEY_$index"] = $key
    $start.EnvironmentVariables["GIT_CONFIG_VALUE_$index"] = $settings[$key]
    $index++
  }
  $process = [System.Diagnostics.Process]::Start($start)
  $process.StandardInput.Close()
  $output = $process.StandardOutput.ReadToEndAsync()
  $errors = $process.StandardError.ReadToEndAsync()
  $left = [int][Math]::Max(1, ($deadline - [DateTime]::UtcNow).TotalMilliseconds)
  if (-not $process.WaitForExit($left)) {
    $process.Kill()
    throw 'git took too long'
  }
  [void]$errors.Result
  return @{ code = $process.ExitCode; text = $output.Result }
}

# Found from the disk alone: a configuration that names another work tree is not asked.
function Find-Repository([string]$from) {
  $at = $from
  while ($at) {
    $dotGit = Join-Path $at '.git'
    if (Test-Path -LiteralPath $dotGit -PathType Leaf) {
      $line = ([System.IO.File]::ReadAllText($dotGit, $utf8)).TrimEnd("`n", "`r")
      if (-not $line.StartsWith('gitdir: ')) { return $null }
      $target = $line.Substring(8)
      if (-not [System.IO.Path]::IsPathRooted($target)) { $target = Join-Path $at $target }
      return @{ top = $at; gitDir = $target }
    }
    if ((Test-Path -LiteralPath (Join-Path $dotGit 'objects') -PathType Container) -and (Test-Path -LiteralPath (Join-Path $dotGit 'HEAD'))) {
      return @{ top = $at; gitDir = $dotGit }
    }
    $at = Split-Path -Parent $at
  }
  return $null
}

# What Firebreak says about this work tree.
function Read-RepositoryRules([string]$top) {
  $rules = @{ heldBack = @(); filters = @(); pausedUntil = $null }
  foreach ($folder in @(Get-ChildItem -LiteralPath (Join-Path $guard 'repos') -Directory -ErrorAction SilentlyContinue)) {
    $named = Read-Lines (Join-Path $folder.FullName 'top')
    if ($null -eq $named -or $named[0] -ne $top) { continue }
    $held = Read-Lines (Join-Path $folder.FullName 'held-back')
    if ($null -ne $held) { $rules.heldBack = $held }
    $filters = Read-Lines (Join-Path $folder.FullName 'filters')
    if ($null -ne $filters) { $rules.filters = $filters }
    $paused = Read-Lines (Join-Path $folder.FullName 'paused-until')
    if ($null -ne $paused) { $rules.pausedUntil = [long]$paused[0] }
    break
  }
  return $rules
}

# Drivers are named freely, so they are looked up and emptied; the repository's own ignore and attribute files outside of it are not believed.
function Read-DriverSettings([string]$program, [hashtable]$repository, [string[]]$kept) {
  $pattern = '^((filter|diff|merge)\..*|core\.(excludesfile|attributesfile))$'
  $answer = Invoke-Git $program $repository.gitDir $repository.top @('config', '--show-scope', '--name-only', '--get-regexp', $pattern) @{}
  if ($answer.code -gt 1) { throw 'git config failed' }
  $settings = @{}
  foreach ($line in ($answer.text -split "`n")) {
    if ($line -notmatch '^([a-z]+)\t(.+)$') { continue }
    $scope = $Matches[1]
    $key = $Matches[2]
    if ($key -eq 'core.excludesfile' -or $key -eq 'core.attributesfile') {
      if ($scope -ne 'global' -and $scope -ne 'system') {
        $own = Invoke-Git $program 'NUL' $repository.top @('config', '--type=path', '--get', $key) @{}
        $settings[$key] = $own.text.TrimEnd("`n", "`r")
      }
      continue
    }
    if ($key -notmatch '^[a-z]+\.(.*)\.(clean|smudge|process|required|command|textconv|driver)$') { continue }
    if ($key.StartsWith('filter.') -and $kept -ccontains $Matches[1]) { continue }
    $value = ''
    if ($Matches[2] -eq 'required') { $value = 'false' }
    $settings[$key] = $value
  }
  return $settings
}

# A path as git quotes it, read back.
function ConvertFrom-QuotedPath([string]$name) {
  if (-not $name.StartsWith('"')) { return $name }
  $bytes = New-Object System.Collections.Generic.List[byte]
  $letters = @{ 'a' = 7; 'b' = 8; 't' = 9; 'n' = 10; 'v' = 11; 'f' = 12; 'r' = 13; '"' = 34; '\' = 92 }
  for ($i = 1; $i -lt $name.Length - 1; $i++) {
    $char = $name[$i]
    if ($char -ne '\') { $bytes.Add([byte][char]$char); continue }
    $i++
    $next = [string]$name[$i]
    if ($letters.ContainsKey($next)) { $bytes.Add([byte]$letters[$next]); continue }
    $bytes.Add([byte][Convert]::ToInt32($name.Substring($i, 3), 8))
    $i += 2
  }
  return $utf8.GetString($bytes.ToArray())
}

# What is uncommitted: the paths as git quotes them, and the commit of HEAD; null where git could not tell.
function Read-Status([string]$program, [hashtable]$repository, [hashtable]$settings) {
  $words = @('status', '--ignore-submodules=dirty', '--porcelain=v2', '--branch', '--untracked-files=all', '--find-renames', '--no-ahead-behind')
  $answer = Invoke-Git $program $repository.gitDir $repository.top $words $settings
  if ($answer.code -ne 0) { return $null }
  # Names that differ by case alone are two names here, so that no literal hashtable will do.
  $status = @{ head = ''; paths = @(); alike = @(); from = New-Object System.Collections.Hashtable }
  foreach ($line in ($answer.text -split "`n")) {
    switch -CaseSensitive -Regex ($line) {
      '^# branch\.oid (.+)$' { $status.head = $Matches[1]; break }
      '^1 (..) \S+ \S+ (\S+) (\S+) \S+ \S+ (.+)$' {
        $status.paths += $Matches[4]
        if ($Matches[1] -ceq '.M' -and $Matches[2] -eq $Matches[3]) { $status.alike += $Matches[4] }
        break
      }
      '^2 (?:\S+ ){8}([^\t]+)\t(.+)$' {
        $status.paths += $Matches[1]
        $status.from[$Matches[1]] = $Matches[2]
        break
      }
      '^u (?:\S+ ){9}(.+)$' { $status.paths += $Matches[1]; break }
      '^\? (.+)$' { $status.paths += $Matches[1]; break }
    }
  }
  if ($status.head -eq '') { return $null }
  return $status
}

# The folders of a path, each as git quotes it by itself.
function Get-Folders([string]$name) {
  for ($slash = $name.IndexOf('/'); $slash -ge 0; $slash = $name.IndexOf('/', $slash + 1)) {
    $folder = $name.Substring(0, $slash)
    if (-not $folder.StartsWith('"')) { $folder } elseif ($folder.Contains('\')) { $folder + '"' } else { $folder.Substring(1) }
  }
}

# What is uncommitted without what is held back, itself or with a folder; so is what was moved from there, and what stands
# where such a folder was.
function Select-Free([hashtable]$status, [string[]]$held) {
  if ($held.Count -eq 0) { return $status.paths }
  $stays = @()
  foreach ($path in $status.paths) {
    $names = @($path)
    $folders = @(Get-Folders $path)
    if ($status.from.ContainsKey($path)) {
      $names += $status.from[$path]
      $folders += @(Get-Folders $status.from[$path])
    }
    if (@($names + $folders | Where-Object { $held -ccontains $_ }).Count -gt 0) { $stays += @($path) + $folders }
  }
  return $status.paths | Where-Object { $stays -cnotcontains $_ }
}

# git calls a file modified by its size alone, also where only line endings differ that it would convert.
function Test-AllAlike([string]$program, [hashtable]$repository, [hashtable]$settings, [string[]]$paths, [string[]]$alike) {
  if ($paths.Count -eq 0 -or $paths.Count -gt 20) { return $false }
  foreach ($path in $paths) {
    if ($alike -cnotcontains $path) { return $false }
    $words = @('diff', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '--numstat', '--', (ConvertFrom-QuotedPath $path))
    $answer = Invoke-Git $program $repository.gitDir $repository.top $words $settings
    if ($answer.code -ne 0 -or $answer.text -ne '') { return $false }
  }
  return $true
}

function Find-Operation([string]$gitDir) {
  $marks = @(
    @('rebase-merge', 'rebase'), @('rebase-apply', 'rebase'), @('MERGE_HEAD', 'merge'), @('CHERRY_PICK_HEAD', 'cherry-pick'),
    @('REVERT_HEAD', 'revert'), @('sequencer\todo', 'cherry-pick'), @('BISECT_LOG', 'bisect'))
  foreach ($mark in $marks) {
    if (Test-Path -LiteralPath (Join-Path $gitDir $mark[0])) { return $mark[1] }
  }
  return $null
}

# Takes a pass that was given for this prompt, once.
function Use-Pass([string]$top) {
  foreach ($file in @(Get-ChildItem -LiteralPath (Join-Path $guard 'passes') -File -ErrorAction SilentlyContinue)) {
    if ($file.Name.EndsWith('.used') -or $file.Name.EndsWith('.tmp')) { continue }
    $lines = Read-Lines $file.FullName
    if ($null -eq $lines -or $lines.Count -lt 4 -or $lines[0] -notmatch '^until (\d+)$') { continue }
    if ([long]$Matches[1] -le [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()) { continue }
    $launch = "for launch $env:CODEX_INTERNAL_ORIGINATOR_OVERRIDE"
    $fits = ($lines[1] -ceq 'for repo' -and $lines[3] -eq $top) -or ($call.session -ne '' -and $lines[1] -ceq "for session $($call.session)") -or
      ($env:CODEX_INTERNAL_ORIGINATOR_OVERRIDE -and $lines[1] -ceq $launch -and $call.session -ne '' -and
        -not (Test-Path -LiteralPath (Join-Path $guard "sessions\$($call.session)")))
    if (-not $fits) { continue }
    try {
      # Made by one process only.
      $used = [System.IO.File]::Open("$($file.FullName).used", [System.IO.FileMode]::CreateNew)
      $used.Close()
    } catch { continue }
    Write-Trace ('passed with ' + ($lines[2] -replace '^kind ', ''))
    return $true
  }
  return $false
}

function Enter-Session([string]$commit, [string]$top) {
  if ($call.session -ne '') {
    try { [System.IO.File]::WriteAllText((Join-Path $guard "sessions\$($call.session)"), "start $commit`n$top`n", $utf8) } catch { $null = $_ }
  }
  exit 0
}

$ways = 'Commit, then send the prompt again; in the terminal, the Up key brings it back. Or choose "Commit and let through" in Firebreak, or run: firebreak guard pass'

function Resolve-Prompt {
  if ($call.cwd -eq '' -or -not (Test-Path -LiteralPath $call.cwd -PathType Container)) {
    Write-Refusal 'no-folder' 'the folder Codex works in cannot be opened, so nothing could be checked. Start Codex in a folder that is there.'
  }
  $here = (Get-Item -LiteralPath $call.cwd -Force).FullName
  $program = Find-Git
  if ($null -eq $program) { Write-Refusal 'no-git' 'git was not found, so nothing could be checked. Install git, then send the prompt again.' }
  $repository = Find-Repository $here
  if ($null -eq $repository) {
    $call.top = $here
    $known = $null
    if ($call.session -ne '') { $known = Read-Lines (Join-Path $guard "sessions\$($call.session)") }
    if ($null -ne $known -and $known.Count -eq 2 -and $known[0] -ceq 'start none' -and $known[1] -eq $here) { exit 0 }
    if (Use-Pass $here) { Enter-Session 'none' $here }
    Write-Refusal 'no-repository' 'this folder is in no git repository, so nothing in it can be committed. Run git init and commit, or run: firebreak guard pass'
  }
  $top = $repository.top
  $call.top = $top

  if ($call.session -ne '') {
    $known = Read-Lines (Join-Path $guard "sessions\$($call.session)")
    if ($null -ne $known -and $known.Count -eq 2 -and $known[1] -eq $top -and $known[0] -match '^start ([0-9a-f]+|none)$') {
      if ($Matches[1] -eq 'none') { exit 0 }
      $held = Invoke-Git $program $repository.gitDir $top @('merge-base', '--is-ancestor', $Matches[1], 'HEAD') @{}
      if ($held.code -eq 0) { exit 0 }
    }
  }

  $rules = Read-RepositoryRules $top
  $status = $null
  $settings = @{}
  try {
    $settings = Read-DriverSettings $program $repository $rules.filters
    $status = Read-Status $program $repository $settings
  } catch {
    $status = $null
  }
  $operation = Find-Operation $repository.gitDir
  $commit = 'none'
  if ($null -ne $status) {
    # What a restore that was killed left, Firebreak settles.
    $open = @(Select-Free $status $rules.heldBack | Where-Object { $_ -cnotmatch '(^|/)\.ckpt-[0-9a-f]{12}\.tmp$' } | Select-Object -Unique)
    $call.total = $open.Count
    $call.files = @($open | Select-Object -First 20 | ForEach-Object { ConvertFrom-QuotedPath $_ })
    if ($status.head -ne '(initial)') { $commit = $status.head }
    if ($null -eq $operation -and $commit -ne 'none') {
      if ($open.Count -eq 0 -or (Test-AllAlike $program $repository $settings $open $status.alike)) { Enter-Session $commit $top }
    }
  }
  if ($null -ne $rules.pausedUntil -and [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() -lt $rules.pausedUntil) {
    Write-Trace 'passed while the gate was paused'
    Enter-Session $commit $top
  }
  if (Use-Pass $top) { Enter-Session $commit $top }

  $name = ConvertTo-ShownText (Split-Path -Leaf $top)
  if ($null -eq $status) { Write-Refusal 'git-failed' 'git could not tell what is uncommitted here. Run git status here to see why.' }
  if ($null -ne $operation) { Write-Refusal $operation "a $operation is not finished in $name. Finish or abort it. $ways" }
  if ($commit -eq 'none') { Write-Refusal 'no-commit-yet' "there is no commit yet in $name. $ways" }
  $spoken = (@($call.files | Select-Object -First 5 | ForEach-Object { ConvertTo-ShownText $_ }) -join ', ')
  if ($call.total -gt 5) { $spoken += " and $($call.total - 5) more" }
  $counted = "$($call.total) files are"
  if ($call.total -eq 1) { $counted = '1 file is' }
  Write-Refusal 'uncommitted-files' "$counted not committed in ${name}: $spoken. $ways"
}

try {
  $stdin = [Console]::OpenStandardInput()
  $reader = New-Object System.IO.StreamReader($stdin, $utf8)
  $text = $reader.ReadToEnd()
  $scanned = $false
  try {
    $given = ConvertFrom-Json -InputObject $text
    foreach ($pair in @(@('model', 'model'), @('session', 'session_id'), @('turn', 'turn_id'), @('cwd', 'cwd'))) {
      $property = $given.PSObject.Properties[$pair[1]]
      if ($null -ne $property -and $property.Value -is [string]) { $call[$pair[0]] = $property.Value }
    }
    foreach ($name in @('session', 'turn')) {
      if ($call[$name] -notmatch '^[A-Za-z0-9-]{1,100}$') { $call[$name] = '' }
    }
    $scanned = $true
  } catch {
    $scanned = $false
  }

  if (-not (Test-Path -LiteralPath (Join-Path $guard 'enabled'))) {
    Write-Trace 'passed: the guard is not enabled'
    exit 0
  }
  # Without the list every model counts as gated, and so does one that Codex did not name.
  $gated = $true
  if ($scanned -and $call.model -ne '') {
    $models = Read-Lines (Join-Path $guard 'gated')
    if ($null -ne $models) { $gated = $models -ccontains $call.model }
  }
  if (-not $gated) {
    # What another model did since is not known: the way back to a gated one is decided anew.
    $known = Join-Path $guard "sessions\$($call.session)"
    if ($call.session -ne '' -and (Test-Path -LiteralPath $known -PathType Leaf)) { [System.IO.File]::WriteAllText($known, "left`n", $utf8) }
    exit 0
  }
  if ($scanned) { Resolve-Prompt }
} catch {
  $null = $_
}
Write-Refusal 'not-checked' 'this prompt could not be checked, so it was not sent. Send it again; if it stays so, look at the guard in Firebreak, or run: firebreak guard status'
