-- Answers of the language server as lines of text, with the source range of each line.
local M = {}

local function problem(result, lines)
  if not result.complete then
    table.insert(lines, '# The file has errors: ' .. (result.error or ''))
    table.insert(lines, '# This is the rest of it.')
  end
end

--- One line for each node, indented below its parent.
function M.ast(result)
  local lines, ranges, depths = {}, {}, {}
  problem(result, lines)
  for index, node in ipairs(result.nodes) do
    local parent = node.parent ~= vim.NIL and node.parent or nil
    local depth = parent and depths[parent + 1] + 1 or 0
    depths[index] = depth
    local text = string.rep('  ', depth)
    if node.field ~= '' then
      text = text .. node.field .. ': '
    end
    text = text .. node.class
    if node.summary ~= '' then
      text = text .. ' ' .. node.summary
    end
    table.insert(lines, (text:gsub('\n', ' ')))
    if node.range and node.range ~= vim.NIL then
      ranges[#lines] = node.range
    end
  end
  return lines, ranges
end

--- The listing of `dis`, with a line of facts above each code object.
function M.bytecode(result)
  local lines, ranges = {}, {}
  problem(result, lines)
  for _, code in ipairs(result.codes) do
    table.insert(lines, ('# %s (line %d)'):format(code.qualname, code.firstLine))
    table.insert(lines, ('# %d bytes, stack %d, %s'):format(code.size, code.stackSize, table.concat(code.flags, ' ')))
    local first = #lines
    for line in vim.gsplit(code.text, '\n') do
      table.insert(lines, line)
    end
    for _, instruction in ipairs(code.instructions) do
      local has_place = instruction.textLine and instruction.textLine ~= vim.NIL
      if has_place and instruction.range and instruction.range ~= vim.NIL then
        ranges[first + instruction.textLine + 1] = instruction.range
      end
    end
  end
  return lines, ranges
end

--- A Mermaid drawing of each function; its heading stands for its source.
function M.controlFlow(result)
  local lines, ranges = {}, {}
  problem(result, lines)
  for _, code in ipairs(result.functions) do
    table.insert(lines, ('## %s (line %d)'):format(code.qualname, code.range.start.line + 1))
    ranges[#lines] = code.range
    vim.list_extend(lines, { '', '```mermaid' })
    vim.list_extend(lines, vim.split(vim.trim(code.mermaid), '\n'))
    vim.list_extend(lines, { '```', '' })
  end
  if #result.functions == 0 then
    table.insert(lines, 'There is no function in this file.')
  end
  return lines, ranges
end

--- Each class with what it is made of.
function M.classes(result)
  local lines, ranges = {}, {}
  for _, class in ipairs(result.classes) do
    if class.range and class.range ~= vim.NIL then
      table.insert(lines, ('class %s(%s)'):format(class.name, table.concat(class.bases, ', ')))
      ranges[#lines] = class.range
      local broken = class.error and class.error ~= vim.NIL
      table.insert(lines, broken and '  ' .. class.error or '  MRO: ' .. table.concat(class.mro, ', '))
      if class.metaclass and class.metaclass ~= vim.NIL and class.metaclass ~= 'type' then
        table.insert(lines, '  metaclass: ' .. class.metaclass)
      end
      if class.slots and class.slots ~= vim.NIL then
        table.insert(lines, '  slots: ' .. table.concat(class.slots, ', '))
      end
      for _, member in ipairs(class.members) do
        table.insert(lines, ('  %s %s'):format(member.kind, member.name))
      end
    end
  end
  if #lines == 0 then
    return { 'There is no class in this file.' }, {}
  end
  vim.list_extend(lines, { '', '```mermaid' })
  vim.list_extend(lines, vim.split(vim.trim(result.mermaid), '\n'))
  table.insert(lines, '```')
  return lines, ranges
end

local function scopes(table_, depth, lines, ranges)
  local indentation = string.rep('  ', depth)
  local where = table_.lineno > 0 and (' (line %d)'):format(table_.lineno) or ''
  table.insert(lines, ('%s%s %s%s'):format(indentation, table_.kind, table_.name, where))
  ranges[#lines] = table_.range
  for _, symbol in ipairs(table_.symbols) do
    local words = vim.list_extend({ symbol.scope }, symbol.is)
    table.insert(lines, ('%s    %s: %s'):format(indentation, symbol.name, table.concat(words, ', ')))
    ranges[#lines] = symbol.bindings[1]
  end
  for _, child in ipairs(table_.children) do
    scopes(child, depth + 1, lines, ranges)
  end
end

--- The scopes with their names.
function M.symtable(result)
  local lines, ranges = {}, {}
  scopes(result.table, 0, lines, ranges)
  return lines, ranges
end

return M
