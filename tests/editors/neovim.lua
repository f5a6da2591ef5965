-- Drives the plugin in a real Neovim; run by run.sh. Any failure ends Neovim with an error code.
local root = vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1).source:sub(2), ':p'))))
local sample = root .. '/tests/editors/workspace/sample.py'
local passed = 0

-- A swap file of an earlier run would make Neovim ask.
vim.o.swapfile = false

local function finish(problem)
  if problem then
    io.stderr:write('neovim: ' .. problem .. '\n')
    vim.cmd('cquit 1')
  end
  io.stdout:write(('neovim: %d checks passed\n'):format(passed))
  vim.cmd('qall!')
end

local function check(what, holds, detail)
  if not holds then
    error(('%s: %s'):format(what, vim.inspect(detail)), 0)
  end
  passed = passed + 1
end

local function wait_for(what, condition)
  check(what .. ' (waited 20 s)', vim.wait(20000, condition, 20))
end

local function find(buffer, text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then
      return number, column - 1
    end
  end
end

local function go_to(text, offset)
  local line, column = find(0, text)
  check('text "' .. text .. '" is there', line ~= nil)
  vim.api.nvim_win_set_cursor(0, { line, column + (offset or 0) })
  vim.api.nvim_exec_autocmds('CursorMoved', { buffer = 0 })
end

local function highlighted(buffer)
  local lines = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, -1, 0, -1, { details = true })) do
    if mark[4].line_hl_group == 'Visual' then
      table.insert(lines, vim.api.nvim_buf_get_lines(buffer, mark[2], mark[2] + 1, false)[1])
    end
  end
  return lines
end

local function ask(client, method)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client:request_sync(method, params, 20000, 0)
  return answer and answer.result
end

local function language_server()
  vim.cmd.edit(sample)
  wait_for('the server attaches', function()
    return #vim.lsp.get_clients({ bufnr = 0, name = 'serpentarium' }) == 1
  end)
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'serpentarium' })[1]
  go_to('shape.area', 7)
  local hover = ask(client, 'textDocument/hover').contents.value
  check('hover shows the signature', hover:find('(scale: int = 1, *, unit: str = \'cm\') -> float', 1, true), hover)
  check('hover shows the docstring', hover:find('In square units.', 1, true), hover)
  check('hover shows code facts', hover:find('OPTIMIZED', 1, true), hover)
  local definition = ask(client, 'textDocument/definition')
  local target = definition[1].targetSelectionRange or definition[1].range
  check('definition', target.start.line + 1 == find(0, 'def area'), definition)
  local lenses = client:request_sync('textDocument/codeLens', { textDocument = vim.lsp.util.make_text_document_params(0) }, 20000, 0)
  check('Run and Debug lenses', #lenses.result == 2, lenses)
  return client
end

local function views()
  local source = vim.api.nvim_get_current_buf()
  local tree = require('serpentarium.view').open('ast')
  wait_for('the tree is shown', function()
    return find(tree, 'FunctionDef') ~= nil
  end)
  go_to('yield number', 0)
  wait_for('the tree follows the cursor', function()
    local line = highlighted(tree)[1]
    return line ~= nil and line:find('Yield', 1, true) ~= nil
  end)
  local listing = require('serpentarium.view').open('bytecode')
  wait_for('the bytecode is shown', function()
    return find(listing, 'YIELD_VALUE') ~= nil
  end)
  go_to('yield number', 0)
  wait_for('the bytecode follows the cursor', function()
    return table.concat(highlighted(listing), '\n'):find('YIELD_VALUE', 1, true) ~= nil
  end)
  -- From an instruction back to the source.
  local back = vim.fn.bufwinid(source)
  vim.api.nvim_set_current_win(vim.fn.bufwinid(listing))
  go_to('YIELD_VALUE')
  check('the source follows the bytecode', vim.api.nvim_win_get_cursor(back)[1] == find(source, 'yield number'))
  vim.api.nvim_set_current_win(back)
end

local function edits()
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_buf_set_lines(0, last, last, false, { 'x = = 1' })
  wait_for('an error is shown in the words of CPython', function()
    for _, found in ipairs(vim.diagnostic.get(0)) do
      if found.lnum == last and found.message == 'invalid syntax' then
        return true
      end
    end
    return false
  end)
  vim.api.nvim_buf_set_lines(0, last, -1, false, {})
  wait_for('and goes', function()
    return #vim.diagnostic.get(0) == 0
  end)
end

local function debugger()
  local found, dap = pcall(require, 'dap')
  if not found then
    io.stdout:write('neovim: nvim-dap is not on packpath, so debugging is not tested here\n')
    return
  end
  go_to('total += number')
  dap.set_breakpoint()
  require('serpentarium').debug(sample)
  wait_for('the breakpoint stops', function()
    local session = dap.session()
    return session ~= nil and session.stopped_thread_id ~= nil
  end)
  dap.terminate()
end

local ok, problem = xpcall(function()
  require('serpentarium').setup({ path = vim.env.SERPENTARIUM_BIN })
  language_server()
  views()
  edits()
  debugger()
end, function(message)
  return debug.traceback(tostring(message), 2)
end)
finish(not ok and problem or nil)
