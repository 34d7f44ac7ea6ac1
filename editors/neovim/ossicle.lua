-- Ossicle in Neovim 0.11 or newer. Copy this file to ~/.config/nvim/plugin/ and set Ossicle's folder here.
local folder = vim.g.ossicle_folder or vim.fn.expand('~/ossicle')

vim.lsp.config('ossicle', {
  cmd = { 'node', folder .. '/dist/server.mjs', '--stdio' },
  -- Without `filetypes`, it serves every file.
  root_markers = { '.git' },
  settings = {
    -- The settings of the README, without their prefix: model = { path = '/models/gpt-oss-20b-mxfp4.gguf' }
    ossicle = vim.g.ossicle_settings or vim.empty_dict(),
  },
})
vim.lsp.enable('ossicle')

local marks = vim.api.nvim_create_namespace('ossicle')

-- Neovim 0.11 doesn't show suggestions. This asks for one, inserts it and moves the cursor behind it.
local function insert_suggestion(client, buffer)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.context = { triggerKind = 1 } -- invoked by key
  local text = vim.api.nvim_buf_get_changedtick(buffer)
  client:request('textDocument/inlineCompletion', params, function(_, result)
    local item = result and (result.items or result)[1]
    if not item or vim.api.nvim_buf_get_changedtick(buffer) ~= text then
      return
    end
    local range = item.range or { start = params.position, ['end'] = params.position }
    local line, column = unpack(vim.api.nvim_win_get_cursor(0))
    local mark = vim.api.nvim_buf_set_extmark(buffer, marks, line - 1, column, {})
    vim.lsp.util.apply_text_edits({ { range = range, newText = item.insertText } }, buffer, client.offset_encoding)
    line, column = unpack(vim.api.nvim_buf_get_extmark_by_id(buffer, marks, mark, {}))
    vim.api.nvim_buf_del_extmark(buffer, marks, mark)
    vim.api.nvim_win_set_cursor(0, { line + 1, column })
    if item.command then
      client:exec_cmd(item.command, { bufnr = buffer })
    end
  end, buffer)
end

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if not client or client.name ~= 'ossicle' then
      return
    end
    if vim.lsp.inline_completion then
      -- Neovim 0.12 shows suggestions while you type; Tab accepts them.
      vim.lsp.inline_completion.enable(true, { bufnr = event.buf })
      vim.keymap.set('i', '<Tab>', function()
        if not vim.lsp.inline_completion.get() then
          return '<Tab>'
        end
      end, { expr = true, buffer = event.buf, desc = 'Accept the suggestion' })
    else
      vim.keymap.set('i', '<C-l>', function()
        insert_suggestion(client, event.buf)
      end, { buffer = event.buf, desc = 'Insert a suggestion' })
    end
  end,
})

-- Simplify, Add Documentation and Fix are code actions: `gra`, in visual mode for the selection.
