-- The configuration that `vim.lsp.enable('serpentarium')` uses.
return {
  cmd = function(dispatchers)
    return vim.lsp.rpc.start({ require('serpentarium').command(), 'lsp' }, dispatchers)
  end,
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.venv', '.git' },
}
