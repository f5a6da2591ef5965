-- Serpentarium for Neovim 0.12: the language server, the debugger for nvim-dap, and the views.
local M = {}

M.options = {
  -- The command; nil means `serpentarium` on PATH.
  path = nil,
  -- Start the language server for Python files.
  lsp = true,
  -- Add an adapter and a configuration to nvim-dap, if that is installed.
  dap = true,
  -- Show the Run and Debug lenses.
  codelens = true,
  -- Offer live values beside them.
  live_lens = true,
}

--- The command to start, or an error that says what is missing.
function M.command()
  local path = M.options.path and vim.fs.normalize(M.options.path) or 'serpentarium'
  if vim.fn.executable(path) == 0 then
    error(('serpentarium: "%s" is not executable; install it or set `path` in setup()'):format(path), 0)
  end
  return path
end

local function file_of(argument)
  if type(argument) == 'string' and argument:match('^%a[%w+.-]*://') then
    return vim.uri_to_fname(argument)
  end
  return argument
end

-- What is run is the file, so what was typed has to be in it.
local function save(file)
  local buffer = vim.fn.bufnr(file)
  if buffer ~= -1 and vim.bo[buffer].modified then
    vim.api.nvim_buf_call(buffer, function()
      vim.cmd('silent write')
    end)
  end
end

--- Runs a file in a terminal below.
function M.run(file)
  file = file_of(file)
  save(file)
  local command = { M.command(), file }
  vim.cmd('botright 12new')
  vim.fn.jobstart(command, { term = true })
  vim.cmd.startinsert()
end

--- Debugs a file with nvim-dap.
function M.debug(file)
  local found, dap = pcall(require, 'dap')
  if not found then
    vim.notify('serpentarium: debugging needs nvim-dap (https://github.com/mfussenegger/nvim-dap)', vim.log.levels.ERROR)
    return
  end
  file = file_of(file)
  save(file)
  M.configure_dap(dap)
  dap.run({ type = 'serpentarium', request = 'launch', name = 'Debug this file', program = file })
end

function M.configure_dap(dap)
  dap.adapters.serpentarium = dap.adapters.serpentarium
    or function(callback)
      callback({ type = 'executable', command = M.command(), args = { 'dap' } })
    end
  dap.configurations.python = dap.configurations.python or {}
  for _, configuration in ipairs(dap.configurations.python) do
    if configuration.type == 'serpentarium' then
      return
    end
  end
  vim.list_extend(dap.configurations.python, {
    {
      type = 'serpentarium',
      request = 'launch',
      name = 'Serpentarium: this file',
      program = '${file}',
      console = 'integratedTerminal',
    },
    {
      type = 'serpentarium',
      request = 'launch',
      name = 'Serpentarium: this file, stopped at the first line',
      program = '${file}',
      console = 'integratedTerminal',
      stopOnEntry = true,
    },
  })
end

local function with_first_argument(action)
  return function(command)
    action(command.arguments and command.arguments[1] or vim.api.nvim_buf_get_name(0))
  end
end

-- The buffers whose live values are on, and whether they had inlay hints before.
local live = {}

local function live_is_off(buffer)
  local before = live[buffer]
  live[buffer] = nil
  if before and not before.hints and vim.api.nvim_buf_is_valid(buffer) then
    vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
  end
end

--- Whether live values of a buffer are on, for a status line.
function M.is_live(buffer)
  return live[(buffer or 0) == 0 and vim.api.nvim_get_current_buf() or buffer] ~= nil
end

--- Turns live values of the current buffer on or off. This runs the file (in a sandbox).
function M.toggle_live()
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ bufnr = buffer, name = 'serpentarium' })[1]
  if not client then
    vim.notify('serpentarium: the language server is not running for this buffer', vim.log.levels.ERROR)
    return
  end
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    enabled = not live[buffer],
  }
  client:request('serpentarium/live', params, function(problem, result)
    if problem then
      vim.notify('serpentarium: ' .. problem.message, vim.log.levels.ERROR)
      return
    end
    if result.enabled then
      live[buffer] = { hints = vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) }
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    else
      live_is_off(buffer)
    end
    require('serpentarium.lenses').refresh(client)
    vim.notify('serpentarium: live values are ' .. (result.enabled and 'on' or 'off'))
  end, buffer)
end

--- The list behind the "3 references" lens.
local function show_references(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local encoding = client and client.offset_encoding or 'utf-16'
  local items = vim.lsp.util.locations_to_items(command.arguments[3], encoding)
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd.copen()
end

function M.setup(options)
  M.options = vim.tbl_extend('force', M.options, options or {})
  vim.lsp.commands['serpentarium.live'] = M.toggle_live
  vim.lsp.commands['serpentarium.run'] = with_first_argument(M.run)
  vim.lsp.commands['serpentarium.debug'] = with_first_argument(M.debug)
  vim.lsp.commands['serpentarium.showReferences'] = show_references
  vim.lsp.commands['serpentarium.showBytecode'] = function()
    require('serpentarium.view').open('bytecode')
  end
  local group = vim.api.nvim_create_augroup('serpentarium', {})
  -- A new server knows nothing of what the old one ran.
  vim.api.nvim_create_autocmd('LspDetach', {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'serpentarium' then
        live_is_off(event.buf)
      end
    end,
  })
  if M.options.lsp then
    vim.lsp.enable('serpentarium')
  end
  if M.options.codelens then
    vim.api.nvim_create_autocmd('LspAttach', {
      group = group,
      callback = function(event)
        local client = vim.lsp.get_client_by_id(event.data.client_id)
        if client and client.name == 'serpentarium' and vim.lsp.codelens.enable then
          if M.options.live_lens then
            require('serpentarium.lenses').offer_live(client)
          end
          vim.lsp.codelens.enable(true, { bufnr = event.buf })
        end
      end,
    })
  end
  if M.options.dap then
    local found, dap = pcall(require, 'dap')
    if found then
      M.configure_dap(dap)
    end
  end
end

return M
