-- What the lenses above the lines get beside what the server gives: the switch of live values.
local M = {}

-- The clients whose answers get it.
local offered = {}

local function title(buffer)
  return require('serpentarium').is_live(buffer) and 'Live values: stop' or 'Live values'
end

--- Adds "Live values" behind the last "Debug", where the buffer is a file.
local function with_live(lenses, buffer)
  if not vim.startswith(vim.uri_from_bufnr(buffer), 'file:') then
    return lenses
  end
  for index = #lenses, 1, -1 do
    local command = lenses[index].command
    if command and command.command == 'serpentarium.debug' then
      local live = { title = title(buffer), command = 'serpentarium.live', arguments = command.arguments }
      table.insert(lenses, index + 1, { range = lenses[index].range, command = live })
      return lenses
    end
  end
  return lenses
end

--- Has the answers of a client to questions for lenses changed on their way: Neovim has no other place for it.
function M.offer_live(client)
  if offered[client.id] then
    return
  end
  offered[client.id] = true
  local request = client.request
  client.request = function(self, method, params, handler, buffer)
    if method == 'textDocument/codeLens' and handler then
      local inner = handler
      handler = function(problem, lenses, context, ...)
        return inner(problem, lenses and with_live(lenses, context.bufnr), context, ...)
      end
    end
    return request(self, method, params, handler, buffer)
  end
end

--- Has the lenses of a client asked for again: what they say has changed.
function M.refresh(client)
  if offered[client.id] and vim.lsp.codelens.on_refresh then
    vim.lsp.codelens.on_refresh(nil, nil, { client_id = client.id, method = 'workspace/codeLens/refresh' })
  end
end

return M
