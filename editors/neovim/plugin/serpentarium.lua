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

command('SerpentariumControlFlow', function()
  require('serpentarium.view').open('controlFlow')
end, 'Show the control flow of this file beside it')

command('SerpentariumClasses', function()
  require('serpentarium.view').open('classes')
end, 'Show the classes of this file beside it')

command('SerpentariumScopes', function()
  require('serpentarium.view').open('symtable')
end, 'Show the scopes of this file beside it')

command('SerpentariumLive', function()
  require('serpentarium').toggle_live()
end, 'Run this file in a sandbox after every edit and show what its lines do, or stop that')

command('SerpentariumRun', function()
  require('serpentarium').run(vim.api.nvim_buf_get_name(0))
end, 'Run this file in a terminal')

command('SerpentariumDebug', function()
  require('serpentarium').debug(vim.api.nvim_buf_get_name(0))
end, 'Debug this file (needs nvim-dap)')
