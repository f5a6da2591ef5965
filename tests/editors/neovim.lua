-- Drives the plugin in a real Neovim; run by run.sh. Any failure ends Neovim with an error code.
local root = vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1).source:sub(2), ':p'))))
local passed = 0

-- Without a user interface nothing is drawn, and what is drawn asks for lenses and hints: the tests run in a Neovim
-- of this one's, which is the interface.
if #vim.api.nvim_list_uis() == 0 then
  local child = vim.fn.jobstart({
    vim.v.progpath,
    '--embed',
    '--clean',
    '--cmd',
    ('set noswapfile packpath=%s runtimepath+=%s'):format(vim.fn.fnameescape(vim.o.packpath), vim.fn.fnameescape(root .. '/editors/neovim')),
    '-c',
    'luafile ' .. vim.fn.fnameescape(root .. '/tests/editors/neovim.lua'),
  }, {
    rpc = true,
    on_stderr = function(_, lines)
      io.stderr:write(table.concat(lines, '\n'))
    end,
  })
  vim.rpcrequest(child, 'nvim_ui_attach', 120, 40, { rgb = true })
  local code = vim.fn.jobwait({ child }, 900000)[1]
  vim.cmd('cquit ' .. (code >= 0 and code or 1))
end

-- A copy, because the tests write.
local workspace = vim.fn.tempname()
vim.fn.mkdir(workspace, 'p')
for name in vim.fs.dir(root .. '/tests/editors/workspace') do
  if name:match('%.py$') then
    vim.uv.fs_copyfile(root .. '/tests/editors/workspace/' .. name, workspace .. '/' .. name)
  end
end
vim.fn.writefile({ '[project]', 'name = "sample"' }, workspace .. '/pyproject.toml')
local sample = workspace .. '/sample.py'

-- A swap file of an earlier run would make Neovim ask.
vim.o.swapfile = false

local function finish(problem)
  if problem then
    io.stderr:write('neovim: ' .. problem .. '\n')
    vim.cmd('cquit 1')
  end
  io.stderr:write(('neovim: %d checks passed\n'):format(passed))
  vim.cmd('cquit 0')
end

local function check(what, holds, detail)
  if not holds then
    error(('%s: %s'):format(what, vim.inspect(detail)), 0)
  end
  passed = passed + 1
end

local function wait_for(what, condition, detail)
  local holds = vim.wait(40000, condition, 20)
  check(what .. ' (waited 40 s)', holds, not holds and detail and detail())
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

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local function contains(text, wanted)
  return text:find(wanted, 1, true) ~= nil
end

local function on_disk(name)
  return table.concat(vim.fn.readfile(workspace .. '/' .. name), '\n')
end

local function open(name)
  vim.cmd.edit(workspace .. '/' .. name)
  wait_for('the server attaches to ' .. name, function()
    return #vim.lsp.get_clients({ bufnr = 0, name = 'serpentarium' }) == 1
  end)
  return vim.lsp.get_clients({ bufnr = 0, name = 'serpentarium' })[1]
end

local function insert_above(text, lines)
  local line = find(0, text)
  vim.api.nvim_buf_set_lines(0, line - 1, line - 1, false, lines)
  vim.api.nvim_exec_autocmds('TextChanged', { buffer = 0 })
end

local function revert()
  vim.cmd('silent edit!')
  vim.api.nvim_exec_autocmds('TextChanged', { buffer = 0 })
end

local tests = {}

function tests.hover_and_definition()
  local client = open('sample.py')
  go_to('shape.area', 7)
  local hover = ask(client, 'textDocument/hover').contents.value
  check('hover shows the signature', contains(hover, "(scale: int = 1, *, unit: str = 'cm') -> float"), hover)
  check('hover shows the docstring', contains(hover, 'In square units.'), hover)
  check('hover shows code facts', contains(hover, 'OPTIMIZED'), hover)
  vim.lsp.buf.definition()
  wait_for('the cursor goes to the definition', function()
    return vim.api.nvim_win_get_cursor(0)[1] == find(0, 'def area')
  end)
end

-- What stands above or behind lines: the virtual text of all namespaces.
local function decorations(buffer)
  local found = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, -1, 0, -1, { details = true })) do
    for _, line in ipairs(mark[4].virt_lines or {}) do
      for _, chunk in ipairs(line) do
        table.insert(found, chunk[1])
      end
    end
    for _, chunk in ipairs(mark[4].virt_text or {}) do
      table.insert(found, chunk[1])
    end
  end
  return table.concat(found, ' ')
end

local function shows(what, buffer, wanted)
  wait_for(what, function()
    vim.cmd('redraw!')
    return contains(decorations(buffer), wanted)
  end, function()
    return decorations(buffer)
  end)
end

function tests.lenses()
  open('sample.py')
  for _, wanted in ipairs({ '▶ Run', 'Debug', '22 instructions, 72 bytes', '1 reference' }) do
    shows('the lens "' .. wanted .. '" is shown', 0, wanted)
  end
  vim.lsp.commands['serpentarium.showReferences']({
    title = '1 reference',
    arguments = { vim.uri_from_bufnr(0), { line = 3, character = 6 }, { { uri = vim.uri_from_bufnr(0), range = {
      start = { line = 25, character = 12 },
      ['end'] = { line = 25, character = 17 },
    } } } },
  }, { client_id = vim.lsp.get_clients({ bufnr = 0 })[1].id })
  check('the references are in the quickfix list', vim.fn.getqflist()[1].lnum == 26, vim.fn.getqflist())
  vim.cmd.cclose()
end

function tests.inlay_hints()
  open('sample.py')
  vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
  shows('a hint shows what a function returns', 0, '-> Generator[int')
  shows('a hint shows the type of a variable', 0, ': float')
  shows('a hint shows the name of a parameter', 0, 'side=')
  vim.lsp.inlay_hint.enable(false, { bufnr = 0 })
end

-- Typing needs a Neovim with a main loop of its own.
function tests.completion_with_import()
  local child = vim.fn.jobstart(
    { vim.v.progpath, '--embed', '--headless', '--clean', '--cmd', 'set noswapfile runtimepath+=' .. root .. '/editors/neovim' },
    { rpc = true }
  )
  local function lua(code, ...)
    return vim.rpcrequest(child, 'nvim_exec_lua', code, { ... })
  end
  lua([[
    local file, path = ...
    require('serpentarium').setup({ path = path })
    vim.o.completeopt = 'menuone,noselect'
    vim.api.nvim_create_autocmd('LspAttach', { callback = function(event)
      vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
    end })
    vim.cmd.edit(file)
  ]], sample, vim.env.SERPENTARIUM_BIN)
  local function wait_in_child(what, code)
    wait_for(what, function()
      return lua(code)
    end)
  end
  wait_in_child('the server attaches to the file in the other Neovim', [[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    return client ~= nil and client.initialized == true
  ]])
  -- Auto-import knows the workspace's files only when they have been read.
  wait_in_child('the name is offered', [[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    if vim.api.nvim_get_mode().mode ~= 'i' and vim.api.nvim_get_mode().mode ~= 'ic' then
      vim.api.nvim_input('<Esc>ggVG"_d:silent edit!<CR>Gostretch_fac')
      return false
    end
    if vim.fn.pumvisible() == 0 then
      vim.api.nvim_input('<C-x><C-o>')
      return false
    end
    for _, item in ipairs(vim.fn.complete_info({ 'items' }).items) do
      if item.word:find('stretch_factor', 1, true) then
        return true
      end
    end
    return false
  ]])
  vim.rpcrequest(child, 'nvim_input', '<C-n><C-y>')
  wait_in_child('its import is added', [[
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    return text:find('from geometry import stretch_factor', 1, true) ~= nil
  ]])
  vim.fn.jobstop(child)
end

function tests.code_action()
  open('sample.py')
  insert_above('def main', { 'box = Square(3)' })
  go_to('Square(3)')
  wait_for('the name is told to be unknown', function()
    return vim.iter(vim.diagnostic.get(0)):any(function(found)
      return contains(found.message, 'Square')
    end)
  end)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return contains(action.title, 'geometry')
    end,
  })
  wait_for('its import is added', function()
    return contains(text_of(0), 'from geometry import Square')
  end)
  revert()
end

function tests.rename_across_files()
  open('geometry.py')
  go_to('stretch_factor', 2)
  vim.lsp.buf.rename('aspect')
  wait_for('the definition has the new name', function()
    return contains(text_of(0), 'def aspect(width')
  end)
  wait_for('the other file has it, too', function()
    vim.cmd('silent wall')
    return contains(on_disk('drawing.py'), 'factor = aspect(3, 4)')
  end)
  check('and its import', contains(on_disk('drawing.py'), 'from geometry import Square, aspect'), on_disk('drawing.py'))
end

local function close_views(...)
  for _, buffer in ipairs({ ... }) do
    vim.cmd('bwipeout! ' .. buffer)
  end
end

local function view_shows(what, buffer, wanted)
  wait_for(what, function()
    return contains(text_of(buffer), wanted)
  end, function()
    return text_of(buffer)
  end)
end

function tests.tree_and_bytecode()
  open('sample.py')
  local source = vim.api.nvim_get_current_buf()
  local tree = require('serpentarium.view').open('ast')
  view_shows('the tree is shown', tree, 'FunctionDef')
  go_to('yield number', 0)
  wait_for('the tree follows the cursor', function()
    local line = highlighted(tree)[1]
    return line ~= nil and contains(line, 'Yield')
  end)
  local listing = require('serpentarium.view').open('bytecode')
  view_shows('the bytecode is shown', listing, 'YIELD_VALUE')
  go_to('yield number', 0)
  wait_for('the bytecode follows the cursor', function()
    return contains(table.concat(highlighted(listing), '\n'), 'YIELD_VALUE')
  end)
  -- From an instruction back to the source.
  local back = vim.fn.bufwinid(source)
  vim.api.nvim_set_current_win(vim.fn.bufwinid(listing))
  go_to('YIELD_VALUE')
  check('the source follows the bytecode', vim.api.nvim_win_get_cursor(back)[1] == find(source, 'yield number'))
  vim.api.nvim_set_current_win(back)
  insert_above('yield number', { '        import this_is_new' })
  view_shows('the bytecode follows edits', listing, 'this_is_new')
  view_shows('and so does the tree', tree, "Import")
  insert_above('def main', { 'x = = 1' })
  view_shows('the listing says that there are errors', listing, '# The file has errors: invalid syntax')
  view_shows('the tree does, too', tree, '# The file has errors: invalid syntax')
  check('and both show the rest', find(listing, 'YIELD_VALUE') and find(tree, 'Yield'), text_of(listing))
  revert()
  wait_for('and both are whole again', function()
    return not find(listing, '# The file has errors') and not find(tree, '# The file has errors')
  end)
  close_views(tree, listing)
end

function tests.scopes_classes_and_control_flow()
  open('geometry.py')
  local view = require('serpentarium.view')
  local scopes, classes, flow = view.open('symtable'), view.open('classes'), view.open('controlFlow')
  view_shows('the scopes are shown', scopes, 'function describe')
  view_shows('with their names', scopes, 'self: local, parameter, referenced')
  view_shows('the classes are shown', classes, 'MRO: Square, Figure, object')
  view_shows('with their slots', classes, 'slots: side')
  view_shows('the control flow is shown', flow, 'flowchart TD')
  view_shows('with its source lines', flow, 'while height')
  go_to('self.side = side')
  wait_for('the scopes follow the cursor', function()
    return contains(table.concat(highlighted(scopes), '\n'), '__init__')
  end)
  insert_above('class Square', { 'class Cube(Figure):', '    pass', '' })
  view_shows('the classes follow edits', classes, 'MRO: Cube, Figure, object')
  revert()
  close_views(scopes, classes, flow)
end

function tests.diagnostics()
  open('sample.py')
  local last = vim.api.nvim_buf_line_count(0)
  local function told(message)
    return vim.iter(vim.diagnostic.get(0)):any(function(found)
      return found.lnum >= last and contains(found.message, message)
    end)
  end
  vim.api.nvim_buf_set_lines(0, last, last, false, { 'x = = 1' })
  wait_for('an error is shown in the words of CPython', function()
    return told('invalid syntax')
  end)
  vim.api.nvim_buf_set_lines(0, last, -1, false, { 'numbers(1, 2)' })
  wait_for('a wrong call is shown', function()
    return told('Too many positional arguments')
  end)
  vim.api.nvim_buf_set_lines(0, last, -1, false, {})
  wait_for('and both go', function()
    return #vim.diagnostic.get(0) == 0
  end)
  revert()
end

function tests.live_values()
  open('sample.py')
  local buffer = vim.api.nvim_get_current_buf()
  shows('a lens offers live values', buffer, 'Live values')
  vim.fn.search('__main__', 'cw')
  local select = vim.ui.select
  vim.ui.select = function(lenses, _, choose)
    for _, lens in ipairs(lenses) do
      local command = (lens.lens or lens).command
      if command and command.title == 'Live values' then
        return choose(lens)
      end
    end
    check('the lenses of the line have live values', false, lenses)
  end
  vim.lsp.codelens.run()
  shows('a loop shows first, last and count', buffer, '# => number = 0 … 4 (3×)')
  shows('an output is shown', buffer, '# => prints total 24.0')
  check('a status line can tell', require('serpentarium').is_live())
  shows('the lens stops them then', buffer, 'Live values: stop')
  vim.ui.select = select
  insert_above('total += number', { '        total += 100' })
  shows('an edit runs it again', buffer, '# => prints total 324.0')
  insert_above('total += number', { '        1 / 0' })
  wait_for('an exception is a problem', function()
    return vim.iter(vim.diagnostic.get(buffer)):any(function(found)
      return contains(found.message, 'ZeroDivisionError: division by zero')
    end)
  end)
  revert()
  vim.cmd.SerpentariumLive()
  wait_for('the values go', function()
    vim.cmd('redraw!')
    return not contains(decorations(buffer), '# =>')
  end)
end

function tests.settings()
  vim.lsp.config('serpentarium', { settings = { serpentarium = { codeLens = { bytecodeSize = false } } } })
  for _, client in ipairs(vim.lsp.get_clients({ name = 'serpentarium' })) do
    client.settings = { serpentarium = { codeLens = { bytecodeSize = false } } }
    client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  end
  local client = open('sample.py')
  wait_for('a setting is heard while the server runs', function()
    local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
    local lenses = client:request_sync('textDocument/codeLens', params, 20000, 0)
    return not contains(vim.inspect(lenses.result), 'instructions')
  end)
end

function tests.health_and_help()
  vim.cmd('checkhealth serpentarium')
  local report = text_of(0)
  check('checkhealth names the command', contains(report, vim.env.SERPENTARIUM_BIN), report)
  check('checkhealth asks the server', contains(report, 'Modules are looked for in'), report)
  check('checkhealth finds no error', not contains(report, 'ERROR'), report)
  vim.cmd('bwipeout!')
  vim.cmd('helptags ' .. root .. '/editors/neovim/doc')
  for name in pairs(vim.api.nvim_get_commands({})) do
    if name:find('Serpentarium', 1, true) then
      vim.cmd.help(':' .. name)
      check('there is help for :' .. name, contains(vim.api.nvim_get_current_line(), '*:' .. name .. '*'))
      vim.cmd.helpclose()
    end
  end
  vim.fn.delete(root .. '/editors/neovim/doc/tags')
end

function tests.debugger()
  local found, dap = pcall(require, 'dap')
  if not found then
    passed = passed + 1
    io.stderr:write('neovim: there is no nvim-dap (NVIM_PACKPATH may name a folder with pack/*/start/nvim-dap), so debugging is not tested here\n')
    return
  end
  open('sample.py')
  go_to('total += number')
  dap.set_breakpoint()
  require('serpentarium').debug(sample)
  wait_for('the breakpoint stops', function()
    local session = dap.session()
    return session ~= nil and session.stopped_thread_id ~= nil
  end)
  dap.terminate()
end

-- EDITOR_STATIONS (names of the functions above, separated by commas) runs only some.
local wanted = vim.env.EDITOR_STATIONS and vim.split(vim.env.EDITOR_STATIONS, ',')
local order = {
  'hover_and_definition',
  'lenses',
  'inlay_hints',
  'completion_with_import',
  'code_action',
  'rename_across_files',
  'tree_and_bytecode',
  'scopes_classes_and_control_flow',
  'diagnostics',
  'live_values',
  'settings',
  'health_and_help',
  'debugger',
}

local function run(name)
  local before = passed
  local ok, problem = xpcall(tests[name], function(message)
    return debug.traceback(tostring(message), 2)
  end)
  if not ok then
    error(name .. ': ' .. problem, 0)
  end
  check(name .. ' looked at something', passed > before)
end

local ok, problem = pcall(function()
  require('serpentarium').setup({ path = vim.env.SERPENTARIUM_BIN })
  for _, name in ipairs(order) do
    if not wanted or vim.tbl_contains(wanted, name) then
      run(name)
    end
  end
  check('there is a test of that name', passed > 0)
end)
vim.fn.delete(workspace, 'rf')
finish(not ok and problem or nil)
