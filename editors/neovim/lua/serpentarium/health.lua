-- `:checkhealth serpentarium`
local M = {}

local function command()
  local found, path = pcall(function()
    return require('serpentarium').command()
  end)
  if not found then
    vim.health.error(path, {
      'Put `serpentarium` on PATH.',
      "Or name it: `require('serpentarium').setup({ path = '~/bin/serpentarium' })`",
    })
    return
  end
  local result = vim.system({ path, '-V' }, { text = true, timeout = 10000 }):wait()
  if result.code == 0 then
    vim.health.ok(('%s: %s'):format(vim.fn.exepath(path), vim.trim(result.stdout)))
  else
    vim.health.error(('%s does not run (code %d): %s'):format(path, result.code, vim.trim(result.stderr or '')))
  end
end

local function server()
  if not vim.lsp.is_enabled('serpentarium') then
    vim.health.warn('The language server is not enabled', { "Call `require('serpentarium').setup()`." })
    return
  end
  local clients = vim.lsp.get_clients({ name = 'serpentarium' })
  if #clients == 0 then
    vim.health.ok('The language server is enabled; it starts with the first Python file')
  end
  for _, client in ipairs(clients) do
    vim.health.ok(('The language server runs in %s'):format(client.root_dir or 'no folder of a project'))
    local params = { command = 'serpentarium.showReport', arguments = {} }
    local answer = client:request_sync('workspace/executeCommand', params, 10000)
    local report = answer and answer.result
    if not report then
      vim.health.error('It does not answer', { 'Look into `:lua vim.cmd.edit(vim.lsp.log.get_filename())`.' })
    else
      local environment = report.environment ~= vim.NIL and report.environment or 'none found'
      vim.health.info('Environment: ' .. environment)
      vim.health.info('Modules are looked for in: ' .. table.concat(report.searchPaths, ', '))
      for _, problem in ipairs(report.problems) do
        vim.health.warn('Settings: ' .. problem)
      end
    end
  end
end

local function debugger()
  if pcall(require, 'dap') then
    vim.health.ok('nvim-dap is installed')
  else
    vim.health.warn('nvim-dap is not installed: `:SerpentariumDebug` needs it', { 'https://github.com/mfussenegger/nvim-dap' })
  end
end

function M.check()
  vim.health.start('serpentarium')
  if vim.fn.has('nvim-0.12') == 1 then
    vim.health.ok('Neovim ' .. tostring(vim.version()))
  else
    vim.health.error('Neovim 0.12 is needed, this is ' .. tostring(vim.version()))
  end
  command()
  server()
  debugger()
end

return M
