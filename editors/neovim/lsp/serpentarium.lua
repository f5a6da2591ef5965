-- The configuration that `vim.lsp.enable('serpentarium')` uses.
return {
  cmd = function(dispatchers)
    return vim.lsp.rpc.start({ require('serpentarium').command(), 'lsp' }, dispatchers)
  end,
  filetypes = { 'python' },
  handlers = {
    ['workspace/inlayHint/refresh'] = function(...)
      return require('serpentarium.refresh').inlay_hints(...)
    end,
    ['workspace/diagnostic/refresh'] = function(...)
      return require('serpentarium.refresh').diagnostics(...)
    end,
  },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.venv', '.git' },
}
