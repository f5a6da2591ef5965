-- Hints and problems that change without an edit, as live values do when a run ends: the server asks for a refresh.
local M = {}

-- At the request for hints Neovim 0.12 forgets which lines show the hints it has, and asks for new ones. If
-- anything is drawn before they come, it takes the old ones for shown ones of this version, and the new ones stay
-- hidden until the next edit. So the new ones are asked for first, and forgetting and setting is one step.
local REFRESH = 'workspace/inlayHint/refresh'
local HINTS = 'textDocument/inlayHint'

local function ask_hints(client, buffer, context)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = {
      start = { line = 0, character = 0 },
      ['end'] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 },
    },
  }
  client:request(HINTS, params, function(problem, result, answered)
    if problem or not vim.api.nvim_buf_is_loaded(buffer) or not vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
      return
    end
    vim.lsp.handlers[REFRESH](nil, nil, context)
    vim.lsp.handlers[HINTS](nil, result, answered)
  end, buffer)
end

function M.inlay_hints(problem, _, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if not problem and client then
    for buffer in pairs(client.attached_buffers) do
      if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
        ask_hints(client, buffer, context)
      end
    end
  end
  return vim.NIL
end

-- At the request for problems Neovim 0.12 asks for those of the workspace, and takes none of them for a buffer whose
-- problems it has asked for.
function M.diagnostics(problem, _, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if not problem and client then
    for buffer in pairs(client.attached_buffers) do
      local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
      client:request('textDocument/diagnostic', params, nil, buffer)
    end
  end
  return vim.NIL
end

return M
