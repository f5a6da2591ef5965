-- Commands; everything else waits for the first of them or for setup().
if vim.g.loaded_serpentarium then
  return
end
vim.g.loaded_serpentarium = true

if vim.fn.has('nvim-0.12') == 0 then
  vim.notify('serpentarium: Neovim 0.12 is needed', vim.log.levels.ERROR)
  return
end

local function command(name, action, description)
  vim.api.nvim_create_user_command(name, function(options)
    action(options)
  end, { desc = description })
end

command('SerpentariumAst', function()
  require('serpentarium.view').open('ast')
end, 'Show the syntax tree of this file beside it')

command('SerpentariumBytecode', function()
  require('serpentarium.view').open('bytecode')
end, 'Show the bytecode of this file beside it')

command('SerpentariumRun', function()
  require('serpentarium').run(vim.api.nvim_buf_get_name(0))
end, 'Run this file in a terminal')

command('SerpentariumDebug', function()
  require('serpentarium').debug(vim.api.nvim_buf_get_name(0))
end, 'Debug this file (needs nvim-dap)')
