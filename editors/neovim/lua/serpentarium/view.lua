-- Buffers beside a Python file that follow it: syntax tree, bytecode, scopes, classes, control flow.
local listing = require('serpentarium.listing')

local M = {}

local namespace = vim.api.nvim_create_namespace('serpentarium')
local PAUSE = 150

-- Answers that say no more than that a newer question is on its way.
local OVERTAKEN = { [-32801] = true, [-32800] = true, [-32802] = true }

local FILETYPES = { controlFlow = 'markdown', classes = 'markdown' }

-- One view: source buffer, kind, own buffer, and where each of its lines comes from.
local views = {}

local function client_of(buffer)
  return vim.lsp.get_clients({ bufnr = buffer, name = 'serpentarium' })[1]
end

local function window_of(buffer)
  local window = vim.fn.bufwinid(buffer)
  return window ~= -1 and window or nil
end

local function is_alive(view)
  return vim.api.nvim_buf_is_valid(view.source) and vim.api.nvim_buf_is_valid(view.buffer)
end

--- A position of the protocol as line (from 0) and byte.
local function to_byte(buffer, position, encoding)
  local line = vim.api.nvim_buf_get_lines(buffer, position.line, position.line + 1, false)[1] or ''
  return position.line, vim.str_byteindex(line, encoding, position.character, false)
end

local function write(view, lines, ranges)
  view.ranges = ranges
  vim.bo[view.buffer].modifiable = true
  vim.api.nvim_buf_set_lines(view.buffer, 0, -1, false, lines)
  vim.bo[view.buffer].modifiable = false
end

local function contains(range, line, column)
  local after_start = line > range.start.line or (line == range.start.line and column >= range.start.character)
  local before_end = line < range['end'].line or (line == range['end'].line and column <= range['end'].character)
  return after_start and before_end
end

local function is_inside(inner, outer)
  return contains(outer, inner.start.line, inner.start.character) and contains(outer, inner['end'].line, inner['end'].character)
end

--- The lines of a view that belong to the cursor: in a tree the smallest node, in a listing all
--- instructions that start on the line.
local function lines_at_cursor(view, line, column)
  local found = {}
  for number, range in pairs(view.ranges) do
    if view.kind == 'bytecode' then
      if range.start.line == line then
        table.insert(found, number)
      end
    elseif contains(range, line, column) then
      local best = found[1]
      if not best or is_inside(range, view.ranges[best]) and (number > best or not is_inside(view.ranges[best], range)) then
        found = { number }
      end
    end
  end
  table.sort(found)
  return found
end

local function follow(view)
  local source, window = window_of(view.source), window_of(view.buffer)
  if not (source and window and view.ranges) then
    return
  end
  local cursor = vim.api.nvim_win_get_cursor(source)
  local text = vim.api.nvim_buf_get_lines(view.source, cursor[1] - 1, cursor[1], false)[1] or ''
  local column = vim.str_utfindex(text, view.encoding, cursor[2], false)
  local lines = lines_at_cursor(view, cursor[1] - 1, column)
  vim.api.nvim_buf_clear_namespace(view.buffer, namespace, 0, -1)
  for _, number in ipairs(lines) do
    vim.api.nvim_buf_set_extmark(view.buffer, namespace, number - 1, 0, { line_hl_group = 'Visual' })
  end
  if lines[1] then
    vim.api.nvim_win_set_cursor(window, { lines[1], 0 })
  end
end

--- Marks the source of the line under the cursor of a view; with `jump` goes there.
local function show_source(view, jump)
  vim.api.nvim_buf_clear_namespace(view.source, namespace, 0, -1)
  local source, window = window_of(view.source), window_of(view.buffer)
  if not (source and window and view.ranges) then
    return
  end
  local range = view.ranges[vim.api.nvim_win_get_cursor(window)[1]]
  if not range then
    return
  end
  local line, column = to_byte(view.source, range.start, view.encoding)
  local end_line, end_column = to_byte(view.source, range['end'], view.encoding)
  vim.hl.range(view.source, namespace, 'Visual', { line, column }, { end_line, end_column })
  vim.api.nvim_win_set_cursor(source, { line + 1, column })
  if jump then
    vim.api.nvim_set_current_win(source)
  end
end

local function refresh(view)
  if not is_alive(view) then
    return
  end
  local client = client_of(view.source)
  if not client then
    write(view, { '# The language server is not running.' }, {})
    return
  end
  view.encoding = client.offset_encoding
  view.asked = (view.asked or 0) + 1
  local ticket = view.asked
  local params = { textDocument = vim.lsp.util.make_text_document_params(view.source) }
  client:request('serpentarium/' .. view.kind, params, function(problem, result)
    if not is_alive(view) or ticket ~= view.asked then
      return
    end
    if problem and OVERTAKEN[problem.code] then
      return
    elseif problem then
      vim.notify('serpentarium: ' .. problem.message, vim.log.levels.WARN)
    elseif result then
      write(view, listing[view.kind](result))
      follow(view)
    end
  end, view.source)
end

local function debounced(action)
  local timer = assert(vim.uv.new_timer())
  return function()
    timer:start(PAUSE, 0, vim.schedule_wrap(action))
  end, function()
    timer:stop()
    timer:close()
  end
end

local function watch(view)
  local group = vim.api.nvim_create_augroup('serpentarium.' .. view.buffer, {})
  local refresh_soon, stop = debounced(function()
    refresh(view)
  end)
  local function on(events, buffer, action)
    vim.api.nvim_create_autocmd(events, { group = group, buffer = buffer, callback = action })
  end
  on({ 'TextChanged', 'TextChangedI', 'TextChangedP', 'LspAttach' }, view.source, refresh_soon)
  on({ 'CursorMoved', 'CursorMovedI' }, view.source, function()
    follow(view)
  end)
  on('CursorMoved', view.buffer, function()
    if vim.api.nvim_get_current_buf() == view.buffer then
      show_source(view, false)
    end
  end)
  -- A source that is gone has nothing to show.
  on('BufWipeout', view.source, function()
    vim.schedule(function()
      if vim.api.nvim_buf_is_valid(view.buffer) then
        vim.api.nvim_buf_delete(view.buffer, { force = true })
      end
    end)
  end)
  on('BufWipeout', view.buffer, function()
    stop()
    if vim.api.nvim_buf_is_valid(view.source) then
      vim.api.nvim_buf_clear_namespace(view.source, namespace, 0, -1)
    end
    vim.api.nvim_del_augroup_by_id(group)
    views[view.source .. view.kind] = nil
  end)
  vim.keymap.set('n', '<CR>', function()
    show_source(view, true)
  end, { buffer = view.buffer, desc = 'Go to the source' })
  vim.keymap.set('n', 'q', '<cmd>close<cr>', { buffer = view.buffer, desc = 'Close' })
end

--- Opens a view ('ast', 'bytecode', 'symtable', 'classes', 'controlFlow') of the current buffer beside it and
--- returns its buffer.
function M.open(kind)
  local source = vim.api.nvim_get_current_buf()
  if vim.bo[source].filetype ~= 'python' then
    vim.notify('serpentarium: this is no Python file', vim.log.levels.ERROR)
    return
  end
  local known = views[source .. kind]
  if known and is_alive(known) then
    if not window_of(known.buffer) then
      vim.cmd('vertical rightbelow sbuffer ' .. known.buffer)
      vim.cmd('wincmd p')
    end
    refresh(known)
    return known.buffer
  end
  local back = vim.api.nvim_get_current_win()
  vim.cmd('vertical rightbelow new')
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].filetype = FILETYPES[kind] or 'serpentarium-' .. kind
  vim.wo.wrap = false
  vim.wo.number = false
  vim.api.nvim_buf_set_name(buffer, ('serpentarium://%s/%d'):format(kind, source))
  local view = { kind = kind, source = source, buffer = buffer, encoding = 'utf-16' }
  views[source .. kind] = view
  watch(view)
  vim.api.nvim_set_current_win(back)
  refresh(view)
  return buffer
end

return M
