# Opens .jevons files with this folder's Jevons, for the current user. -Remove undoes it.
#   powershell -ExecutionPolicy Bypass -File register.ps1 [-Remove]
# Not run yet: written from the documentation of the registry's keys, without a Windows at hand.
param([switch]$Remove)
$ErrorActionPreference = "Stop"

$classes = "HKCU:\Software\Classes"
$type = "Jevons.Scenario"
if ($Remove) {
    foreach ($key in "$classes\.jevons", "$classes\$type") {
        if (Test-Path -LiteralPath $key) { Remove-Item -LiteralPath $key -Recurse }
    }
    return
}

$program = Join-Path $PSScriptRoot "jevons-desktop.exe"
if (-not (Test-Path -LiteralPath $program)) { throw "jevons-desktop.exe is not beside this script." }

function Set-Default([string]$Key, [string]$Value) {
    New-Item -Path "$classes\$Key" -Force | Out-Null
    Set-Item -LiteralPath "$classes\$Key" -Value $Value
}
Set-Default ".jevons" $type
Set-Default $type "Jevons scenario"
Set-Default "$type\DefaultIcon" "`"$program`",0"
Set-Default "$type\shell\open\command" "`"$program`" `"%1`""
