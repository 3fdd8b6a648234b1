-- report.lua: dresses the semantic Markdown of a report for HTML, Typst (PDF) and Word.
--
-- The same filter runs in plain pandoc and, as a user filter, in Quarto. It reads only classes and
-- attributes written by qprlib and the analysts (see docs/architecture.md) and leaves all else alone.
--
-- What HTML looks like afterwards (the stylesheet is written against this):
--
--   <div class="table-scroll KIND" role="region" aria-label="CAPTION" tabindex="0">
--     <table class="KIND"><caption>...</caption>
--       <thead><tr><th class="right w-20" scope="col">...
--       <tbody><tr class="total"><th scope="row" data-label="COLUMN">...</th><td class="right" data-label="COLUMN">
--   (no inline styles: alignment is class right or center, widths are classes w-1 to w-100 on the header cells)
--
--   <figure class="chart"><figcaption>HEADLINE</figcaption>
--     <img src="figures/page/ID.svg" alt="..." width="640" height="320" loading="lazy"></figure>
--
--   <th scope="col" data-sort="text|number|order" data-order="Green|Amber|Red" data-filter="status">, and on the div
--     data-many data-groups data-since: what site/tables.js lets readers sort and filter by
--
--   <img class="spark" src="figures/page/ID.svg" alt="..." width="101" height="29">: a drawing as small as a word
--
--   a row whose first cell holds nothing but [NAME]{.group}: names the rows below it, <tbody> by <tbody>
--
--   spans, headings, tiles, notes: as pandoc writes them from their classes.

local stringify = pandoc.utils.stringify

local is_html = FORMAT:match("html") ~= nil
local is_typst = FORMAT:match("typst") ~= nil
local is_docx = FORMAT:match("docx") ~= nil

-- ---------------------------------------------------------------------------------------------------------
-- Helpers for every format

local function escape_html(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

--- Plain text of inlines or blocks on one line.
local function plain(content)
  return (stringify(content):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function without(classes, unwanted)
  return classes:filter(function(class) return class ~= unwanted end)
end

--- Where a `page:slug#id` link leads in this format; nil for any other link.
local function page_target(target)
  local slug, fragment = target:match("^page:([%w%-]+)#?(.*)$")
  if not slug then return nil end
  if is_html then
    return slug .. ".html" .. (fragment ~= "" and "#" .. fragment or "")
  end
  return "#" .. (fragment ~= "" and fragment or "page-" .. slug)
end

--- Where a `file:name` link leads on the site; nil for any other link. PDF and Word have no site beside them.
local function file_target(target)
  local name = target:match("^file:([%w%._%-]+)$")
  return name and "data/" .. name
end

--- The figure file of this format: SVG where it can be drawn, PNG for Word. (Quarto's reader has by then added
--- an extension of its own choice.)
local function figure_file(source)
  return source:gsub("%.svg$", ""):gsub("%.png$", "") .. (is_docx and ".png" or ".svg")
end

--- Width and height of an SVG in CSS pixels; nil if unknown.
local function svg_size(source)
  local found, _, contents = pcall(pandoc.mediabag.fetch, source)
  local head = found and contents and contents:match("<svg.->") or ""
  local width, width_unit = head:match('%swidth="([%d%.]+)(%a*)"')
  local height, height_unit = head:match('%sheight="([%d%.]+)(%a*)"')
  if not width or not height or width_unit ~= height_unit then return nil end
  local scale = width_unit == "pt" and 4 / 3 or 1
  return width * scale, height * scale
end

--- Headline, source, alt text and image of a chart paragraph or figure; nil if the block holds no chart.
local function chart_parts(block)
  local content
  if block.t ~= "Figure" and block.t ~= "Para" then return nil end
  if block.t == "Figure" then
    local inner = block.content
    if #inner ~= 1 or (inner[1].t ~= "Plain" and inner[1].t ~= "Para") then return nil end
    content = inner[1].content
  else
    content = block.content
  end
  if #content ~= 1 or content[1].t ~= "Image" or not content[1].classes:includes("chart") then return nil end
  local image = content[1]
  local headline = image.caption
  if block.t == "Figure" and #block.caption.long > 0 then
    headline = pandoc.utils.blocks_to_inlines(block.caption.long)
  end
  local alt = image.attributes["fig-alt"] or image.attributes["alt"] or plain(headline)
  return headline, image.src, alt, image
end

--- Column widths as shares of the text width (0 to 1) from the attribute `widths="20 40 40"`; nil if unusable.
local function read_widths(text, columns)
  local widths = {}
  for number in (text or ""):gmatch("[%d%.]+") do
    widths[#widths + 1] = tonumber(number) / 100
  end
  if #widths ~= columns then return nil end
  return widths
end

--- True if a row's first cell is bold and nothing else: a total row.
local function is_total(row)
  local first = row.cells[1]
  local block = first and first.contents[1]
  return block ~= nil and #first.contents == 1 and block.content ~= nil
    and #block.content == 1 and block.content[1].t == "Strong"
end

--- True if a row names a group of the rows below it: its first cell holds a span of the class `group` alone.
local function is_group(row)
  local block = row.cells[1] and row.cells[1].contents[1]
  return block ~= nil and block.content ~= nil and #block.content == 1
    and block.content[1].t == "Span" and block.content[1].classes:includes("group")
end

local function each_body_row(tbl, visit)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do visit(row) end
  end
end

--- The pieces of a text between separators, empty ones too.
local function split(text, separator)
  local pieces = pandoc.List()
  for piece in (text .. separator):gmatch("([^" .. separator .. "]*)" .. separator) do pieces:insert(piece) end
  return pieces
end

local function column_labels(tbl)
  local labels = {}
  local header = tbl.head.rows[#tbl.head.rows]
  for i, cell in ipairs(header and header.cells or {}) do
    labels[i] = plain(cell.contents)
  end
  return labels
end

--- How many letters a cell is long, and of how many the mark before its status or direction is, which in a PDF is drawn.
local function cell_letters(cell)
  local first = cell.contents[1] and cell.contents[1].content and cell.contents[1].content[1]
  local call = first and first.t == "RawInline" and first.text or ""
  local mark = (call:match('^#qpr%-status%("%w+", "%w') or call:match("^#qpr%-direction%(")) and 3 or 0
  return pandoc.text.len(plain(cell.contents)) + mark, mark
end

--- Column widths, adding up to 1, for a table that names none: as wanted where `line_length` characters are enough;
--- else each column gets its longest word or short phrase, and the rest goes to the columns that want more.
local function estimate_widths(tbl, line_length)
  local least, wanted = {}, {}
  for i = 1, #tbl.colspecs do least[i], wanted[i] = 8, 8 end
  local function measure(row)
    for i, cell in ipairs(is_group(row) and {} or row.cells) do
      local text, length, mark = plain(cell.contents), cell_letters(cell)
      for word in text:gmatch("%S+") do
        least[i] = math.max(least[i], math.min(pandoc.text.len(word), 24) + 3 + mark)
      end
      -- Such as "Jun 11", or a status with its mark: kept on one line.
      if length <= (mark > 0 and 20 or 12) then least[i] = math.max(least[i], length + 4) end
      if length > 20 then length = 20 + 3 * math.sqrt(length - 20) end  -- long text may wrap
      wanted[i] = math.max(wanted[i], least[i], length)
    end
  end
  for _, row in ipairs(tbl.head.rows) do measure(row) end
  each_body_row(tbl, measure)
  local least_sum, extra_sum = 0, 0
  for i = 1, #tbl.colspecs do
    least_sum = least_sum + least[i]
    extra_sum = extra_sum + wanted[i] - least[i]
  end
  local share = extra_sum > 0 and (line_length - least_sum) / extra_sum or 0
  share = math.max(0, math.min(share, 1))
  local widths, sum = {}, 0
  for i = 1, #tbl.colspecs do
    widths[i] = least[i] + share * (wanted[i] - least[i])
    sum = sum + widths[i]
  end
  for i = 1, #tbl.colspecs do widths[i] = widths[i] / sum end
  return widths
end

--- Column widths, adding up to 1, with which no cell wraps on a line of so many characters; nil where that cannot be.
local function whole_cells(tbl, line_length)
  local widths, sum = {}, 0
  for i = 1, #tbl.colspecs do widths[i] = 0 end
  local function measure(row)
    for i, cell in ipairs(is_group(row) and {} or row.cells) do
      widths[i] = math.max(widths[i], cell_letters(cell) + 3)
    end
  end
  for _, row in ipairs(tbl.head.rows) do measure(row) end
  each_body_row(tbl, measure)
  for _, width in ipairs(widths) do sum = sum + width end
  if sum > line_length then return nil end
  for i, width in ipairs(widths) do widths[i] = width / sum end
  return widths
end

local TALL = 25  -- lines: a row that may have more of them may be cut in two, so that none is higher than a page

--- About how many characters fit on a line of a cell, rather fewer than more, in a column with this share of a line of
--- so many characters.
local function cell_room(share, line_length) return math.max(1, math.floor(share * line_length) - 4) end

--- About how many lines a row takes, rather more than fewer: bytes are counted, as letters that are wide have several.
local function row_lines(row, widths, line_length)
  local most = 1
  for i, cell in ipairs(row.cells) do
    local room = cell_room(is_group(row) and 1 or widths[i], line_length)
    local lines, left = 0, 0
    for word in plain(cell.contents):gmatch("%S+") do
      if #word > left then lines, left = lines + math.ceil(#word / room), room * math.ceil(#word / room) end
      left = left - #word - 1
    end
    most = math.max(most, lines)
  end
  return most
end

local NAMES = 0.22  -- of the line: names of rows are not made narrower than this to keep statuses on one line

--- Column widths like these in which no column is narrower than its longest word or, `whole`, its longest status, as
--- far as other columns have the room.
local function with_room(tbl, widths, line_length, whole)
  local least, lacking, spare = {}, 0, 0
  for i = 1, #tbl.colspecs do least[i] = i == 1 and whole and math.min(NAMES, widths[1]) * line_length or 0 end
  local function measure(row)
    for i, cell in ipairs(is_group(row) and {} or row.cells) do
      local text, length, mark = plain(cell.contents), cell_letters(cell)
      if whole and mark > 0 and length <= 20 then least[i] = math.max(least[i], length) end
      for word in text:gmatch("%S+") do
        local room = mark > 0 and mark + 1 or 2
        if pandoc.text.len(word) <= 24 then least[i] = math.max(least[i], pandoc.text.len(word) + room) end
      end
    end
  end
  for _, row in ipairs(tbl.head.rows) do measure(row) end
  each_body_row(tbl, measure)
  for i, width in ipairs(widths) do
    lacking = lacking + math.max(0, least[i] - width * line_length)
    spare = spare + math.max(0, width * line_length - least[i])
  end
  if lacking > spare then return whole and with_room(tbl, widths, line_length, false) or widths end
  local found = {}
  for i, width in ipairs(widths) do
    local over = width * line_length - least[i]
    found[i] = over < 0 and least[i] / line_length or width - (lacking > 0 and over / line_length * lacking / spare or 0)
  end
  return found
end

--- Column widths on a page: those that the table names, which were chosen for the site, unless cells would wrap in them
--- that need not, words or statuses be cut, or rows be very high.
local function page_widths(tbl, kind)
  if not kind.widths then return kind.estimate end
  local wraps, tall = false, false
  each_body_row(tbl, function(row)
    tall = tall or row_lines(row, kind.widths, kind.line_length) > TALL
    for i, cell in ipairs(is_group(row) and {} or row.cells) do
      wraps = wraps or cell_letters(cell) + 3 > kind.widths[i] * kind.line_length
    end
  end)
  if tall then return kind.estimate end
  return wraps and whole_cells(tbl, kind.line_length * 1.1) or with_room(tbl, kind.widths, kind.line_length, true)
end

--- About how many lines all rows of a table take.
local function table_lines(tbl, widths, line_length)
  local lines = 0
  each_body_row(tbl, function(row) lines = lines + row_lines(row, widths, line_length) end)
  return lines
end

--- True if a table is so short that it looks better moved to the next page than cut in two.
local function is_short(tbl, widths, line_length)
  local rows, characters = 0, 0
  each_body_row(tbl, function(row)
    rows = rows + 1
    for _, cell in ipairs(row.cells) do characters = characters + pandoc.text.len(plain(cell.contents)) end
  end)
  return rows <= 12 and characters <= 1000 and table_lines(tbl, widths, line_length) <= TALL
end

local TONES = { "green", "amber", "red", "blue" }
local SHAPES = { "circle", "triangle", "square", "diamond", "star", "octagon" }
local WAYS = { "improving", "worsening", "no-change", "no-trend", "not-comparable", "too-few",
  "increasing", "decreasing" }

--- Puts `gap` between the spans of an indicator's status line, in place of the spaces there.
local function space_out(div, gap)
  for _, block in ipairs(div.content) do
    for i, inline in ipairs(block.content or {}) do
      if i > 1 and (inline.t == "Space" or inline.t == "SoftBreak") and block.content[i - 1].t ~= "Str" then
        block.content[i] = gap
      end
    end
  end
end

local function first_of(names, classes)
  for _, name in ipairs(names) do
    if classes:includes(name) then return name end
  end
end

local function tone_of(classes) return first_of(TONES, classes) or "none" end
local function shape_of(classes) return first_of(SHAPES, classes) end
local function way_of(classes) return first_of(WAYS, classes) end

local ALIGN_CLASS = { AlignRight = "right", AlignCenter = "center" }

-- ---------------------------------------------------------------------------------------------------------
-- HTML

local labels_used = {}

--- A region's name must be its own on the page, so repeated captions are numbered.
local function region_label(tbl)
  local label = plain(tbl.caption.long)
  if label == "" then label = "Table" end
  labels_used[label] = (labels_used[label] or 0) + 1
  if labels_used[label] > 1 then label = label .. " (" .. labels_used[label] .. ")" end
  return label
end

--- Each group of rows as a body of its own, its name as a header over the whole width.
local function group_bodies(tbl)
  local bodies, grouped = pandoc.List(), false
  for _, body in ipairs(tbl.bodies) do
    local rows, head = pandoc.List(), {}
    local function close()
      if #rows > 0 then
        bodies:insert({ attr = pandoc.Attr(), body = rows, head = head, row_head_columns = body.row_head_columns })
      end
      rows, head = pandoc.List(), {}
    end
    for _, row in ipairs(body.body) do
      if is_group(row) then
        close()
        grouped = true
        local name = row.cells[1]
        name.col_span = #tbl.colspecs
        name.attributes.scope = "rowgroup"
        row.cells = { name }
        row.classes:insert("group")
        head = { row }  -- among the other rows pandoc would cut it off at the end of their own headers
      else
        rows:insert(row)
      end
    end
    close()
  end
  if grouped then tbl.bodies = bodies end
end

--- Tables that few read on a screen, and long ones of reference: folded under their caption, one press away.
local FOLDED = { "trend", "requests", "identity", "register", "provenance", "folded" }

local function is_folded(classes)
  if classes:includes("checks") then return not classes:includes("steps") end
  for _, class in ipairs(FOLDED) do
    if classes:includes(class) then return true end
  end
  return false
end

local scripted = false

--- Quarto's pages with a table that can be sorted get the script; the embedded site's template sees to it by itself.
local function want_tables_script()
  if scripted or not (quarto and quarto.doc and quarto.doc.include_text) then return end
  scripted = true
  quarto.doc.include_text("in-header", '<script src="theme/site/tables.js" defer blocking="render"></script>')
end

local function html_table(tbl, kind)
  local caption, aligns = plain(tbl.caption.long), {}
  local specs = {}
  for i, spec in ipairs(tbl.colspecs) do
    aligns[i] = ALIGN_CLASS[tostring(spec[1])]
    specs[i] = { "AlignDefault" }
  end
  tbl.colspecs = specs
  if #kind.tools > 0 then want_tables_script() end
  for _, row in ipairs(tbl.head.rows) do
    for i, cell in ipairs(row.cells) do
      cell.attributes.scope = "col"
      if aligns[i] then cell.classes:insert(aligns[i]) end
      if kind.widths then cell.classes:insert(string.format("w-%d", math.floor(kind.widths[i] * 100 + 0.5))) end
      for _, tool in ipairs(kind.tools) do
        if tool.each[i] and tool.each[i] ~= "" and tool.each[i] ~= "-" then cell.attributes[tool.name] = tool.each[i] end
      end
    end
  end
  local labels = column_labels(tbl)
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = kind.row_headers and 1 or 0
  end
  each_body_row(tbl, function(row)
    if is_total(row) then row.classes:insert("total") end
    for i, cell in ipairs(row.cells) do
      if i == 1 and kind.row_headers then cell.attributes.scope = "row" end
      if aligns[i] then cell.classes:insert(aligns[i]) end
      if labels[i] and labels[i] ~= "" then cell.attributes["data-label"] = labels[i] end
    end
  end)
  group_bodies(tbl)
  tbl.classes = kind.classes
  -- pairs in a list, not a table by name: the order of those changes from run to run
  local attributes = { { "role", "region" }, { "aria-label", region_label(tbl) }, { "tabindex", "0" } }
  for _, name in ipairs({ "many", "groups", "since" }) do
    if kind.about[name] then attributes[#attributes + 1] = { "data-" .. name, kind.about[name] } end
  end
  local classes = pandoc.List({ "table-scroll" })
  classes:extend(kind.classes)
  local region = pandoc.Div({ tbl }, pandoc.Attr("", classes, attributes))
  if caption == "" or not is_folded(kind.classes) then return { region } end
  local opening = '<details class="fold">\n<summary>' .. escape_html(caption) .. "</summary>"
  return { pandoc.RawBlock("html", opening), region, pandoc.RawBlock("html", "</details>") }
end

--- Width and height of an SVG as attributes, so that the page does not jump when it loads; "" if unknown.
local function size_attributes(source)
  local width, height = svg_size(source)
  if not width then return "" end
  return string.format(' width="%d" height="%d"', math.floor(width + 0.5), math.floor(height + 0.5))
end

local function html_chart(headline, source, alt)
  local file = figure_file(source)
  local image = string.format('<img src="%s" alt="%s"%s loading="lazy">', escape_html(file), escape_html(alt), size_attributes(file))
  local blocks = { pandoc.RawBlock("html", '<figure class="chart">') }
  if #headline > 0 then
    blocks[#blocks + 1] = pandoc.RawBlock("html", "<figcaption>")
    blocks[#blocks + 1] = pandoc.Plain(headline)
    blocks[#blocks + 1] = pandoc.RawBlock("html", "</figcaption>")
  end
  blocks[#blocks + 1] = pandoc.RawBlock("html", image)
  blocks[#blocks + 1] = pandoc.RawBlock("html", "</figure>")
  return blocks
end

--- A drawing as small as a word.
local function html_spark(image)
  local file = figure_file(image.src)
  return pandoc.RawInline("html", string.format('<img class="spark" src="%s" alt="%s"%s loading="lazy">',
    escape_html(file), escape_html(plain(image.caption)), size_attributes(file)))
end

local html = { table = html_table, chart = html_chart, spark = html_spark }

-- ---------------------------------------------------------------------------------------------------------
-- Pages: PDF and Word

local function has_class(block, class) return block ~= nil and block.t == "Div" and block.classes:includes(class) end

--- True of a sentence or two that lead from a heading to a chart or table.
local function is_introduction(blocks, i)
  local block, above, below = blocks[i], blocks[i - 1], blocks[i + 1]
  return block.t == "Para" and above ~= nil and above.t == "Header" and below ~= nil
    and (chart_parts(below) ~= nil or has_class(below, "table"))
    and not chart_parts(block) and pandoc.text.len(plain(block.content)) <= 200
end

--- Keeps together what belongs together: a chart with the source line after it, an indicator's status line (itself held
--- to the heading) with its chart, across the sentences between them, and a heading's introduction with what it introduces.
local function hold_charts(blocks)
  for i = #blocks, 1, -1 do
    if is_introduction(blocks, i) then
      blocks[i] = pandoc.Div({ blocks[i] }, pandoc.Attr("", { "hold" }))
    end
    if chart_parts(blocks[i]) then
      local first = i
      while blocks[first - 1] and blocks[first - 1].t == "Para" do first = first - 1 end
      if has_class(blocks[first - 1], "indicator-status") then
        for j = first, i - 1 do blocks[j] = pandoc.Div({ blocks[j] }, pandoc.Attr("", { "hold" })) end
      end
      if has_class(blocks[i + 1], "source") then
        blocks[i] = blocks[i]:walk({
          Image = function(image)
            image.attributes["data-hold"] = "true"
            return image
          end,
        })
      end
    end
  end
  return blocks
end

-- ---------------------------------------------------------------------------------------------------------
-- Typst: content becomes calls of the qpr- functions of report.typ. What is inside stays in the document
-- tree, between raw opening and closing pieces, so that a later filter (Quarto's) still sees it.

local function typst_block(code) return pandoc.RawBlock("typst", code) end

--- True of a table of this class, its kind (the first), or one of its further classes.
local function is_table(block, class) return has_class(block, "table") and block.classes:includes(class) end

local function mark_paired(block)
  block.attributes["data-paired"] = "true"
  return block
end

local HALF_LINE = 58  -- about so many characters of small type fit on half a line
local HALF_PAGE = 40  -- lines: tables that may have more of them are not set side by side

--- True if a block's tables can stand beside others, with the lines below them (their source and notes) if there are any.
local function is_half(block, below)
  local lines = below and math.ceil(#plain(below.content) / HALF_LINE) or 0
  block:walk({
    Table = function(tbl) lines = lines + table_lines(tbl, estimate_widths(tbl, HALF_LINE), HALF_LINE) end,
  })
  return lines <= HALF_PAGE
end

--- Sets an indicator's results by period (with the source line after them) and the facts about it side by side where they
--- are short and narrow: one below the other they would take most of a page.
local function pair_tables(blocks)
  local out, i, moved = pandoc.List(), 1, {}
  while i <= #blocks do
    local facts
    local below = has_class(blocks[i + 1], "source") and blocks[i + 1] or nil
    if is_table(blocks[i], "trend") and is_half(blocks[i], below) then
      for j = i + 1, #blocks do
        if moved[j] or (blocks[j].t == "Header" and blocks[j].level <= 2) then break end
        if is_table(blocks[j], "identity") then
          facts = is_half(blocks[j]) and j
          break
        end
      end
    end
    if facts then
      out:extend({ typst_block("#qpr-pair(["), mark_paired(blocks[i]) })
      if below then
        i = i + 1
        out:insert(below)
      end
      out:extend({ typst_block("], ["), mark_paired(blocks[facts]), typst_block("])") })
      moved[facts] = true
    elseif not moved[i] then
      out:insert(blocks[i])
    end
    i = i + 1
  end
  return out
end

local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function typst_label(identifier)
  return identifier ~= "" and " <" .. identifier .. ">" or ""
end

local TYPST_BLOCKS = {
  hold = "qpr-hold",
  standfirst = "qpr-standfirst",
  lede = "qpr-lede",
  note = "qpr-note",
  warning = "qpr-warning",
  source = "qpr-source",
  ["indicator-status"] = "qpr-indicator-status",
}

local TYPST_ALIGN = { AlignRight = "right", AlignCenter = "center" }

local function typst_bracket(blocks, opening, closing)
  local out = pandoc.List({ typst_block(opening) })
  out:extend(blocks)
  out:insert(typst_block(closing))
  return out
end

--- The tone of the status that a cell begins with; nil without one.
local function typst_tone(cell)
  local first = cell.contents[1] and cell.contents[1].content and cell.contents[1].content[1]
  return first and first.t == "RawInline" and first.text:match('^#qpr%-status%("(%w+)"')
end

--- How a table is laid out, its column widths, and how many characters fit on its line: "paired" is one of two side by
--- side; "split" has many periods in few narrow columns, and looks better in two halves beside each other.
local function typst_layout(tbl, kind)
  if kind.paired then return "paired", whole_cells(tbl, HALF_LINE) or estimate_widths(tbl, HALF_LINE), HALF_LINE end
  local rows = 0
  each_body_row(tbl, function() rows = rows + 1 end)
  local halves = kind.classes[1] == "trend" and rows >= 8 and rows <= 2 * HALF_PAGE and whole_cells(tbl, HALF_LINE)
  if halves then return "split", halves, HALF_LINE end
  return "whole", page_widths(tbl, kind), kind.line_length
end

--- Words that may be wider than a line of so many letters: Typst measures them, and cuts them where it must. `found` is
--- called for each.
local function typst_words(room, found)
  local function measured(call)
    return function(inline)
      if #inline.text > room then
        if found then found() end
        return pandoc.RawInline("typst", string.format("#%s(%s);", call, typst_string(inline.text)))
      end
    end
  end
  return { Str = measured("qpr-long"), Code = measured("qpr-long-code") }
end

--- A word that is a mark of Typst's where a text begins with it ("= Heading", "1. Item"): pandoc escapes it at the start of
--- a block, and not at the start of what the calls here enclose.
local function typst_mark(inline)
  if inline.text:match("^=+$") or inline.text:match("^[-+/]$") then return pandoc.RawInline("typst", "\\" .. inline.text) end
  if inline.text:match("^%d+%.$") then return pandoc.RawInline("typst", (inline.text:gsub("%.", "\\."))) end
end

--- Titles, names and notices as words and nothing else, long ones ready to be cut; pandoc would read marks at their start.
local function typst_meta(meta)
  for name, value in pairs(meta) do
    local kind = pandoc.utils.type(value)
    if name ~= "lang" and (kind == "string" or kind == "Inlines") then
      local words = kind == "string" and pandoc.Inlines(value) or value
      meta[name] = words:walk(typst_words(30)):walk({ Str = typst_mark })
    end
  end
  return meta
end

--- A call of report.typ for a cell: `tall` is one of a row that may be cut in two, `long` one with words of which some may
--- be wider than its column.
local function typst_cell(call, arguments, cell, room, tall)
  local long = false
  local contents = cell.contents:walk(typst_words(math.max(room, 7), function() long = true end))
  if long then arguments[#arguments + 1] = "long: true" end
  if tall then arguments[#arguments + 1] = "tall: true" end
  if #arguments > 0 then call = string.format("%s(%s)", call, table.concat(arguments, ", ")) end
  return typst_bracket(contents, call .. "[", "],")
end

local function typst_table(tbl, kind)
  local layout, widths, length = typst_layout(tbl, kind)
  local aligns, columns = {}, {}
  for i, spec in ipairs(tbl.colspecs) do
    aligns[i] = TYPST_ALIGN[tostring(spec[1])] or "left"
    columns[i] = string.format("%.3ffr", widths[i] * 100)
  end
  local out = pandoc.List({ typst_block(string.format(
    "#qpr-table(kind: %s, layout: %s, columns: (%s,), align: (%s,), hold: %s, row-headers: %s,", typst_string(kind.classes:includes("benchmarks") and "benchmarks" or kind.classes[1] or ""),
    typst_string(layout), table.concat(columns, ", "), table.concat(aligns, ", "), is_short(tbl, widths, length), kind.row_headers)) })
  if #tbl.caption.long > 0 then out:extend(typst_bracket(tbl.caption.long, "caption: [", "],")) end
  out:insert(typst_block("header: ("))
  for _, row in ipairs(tbl.head.rows) do
    local tall = row_lines(row, widths, length) > TALL
    for i, cell in ipairs(row.cells) do out:extend(typst_cell("qpr-head", {}, cell, cell_room(widths[i], length), tall)) end
  end
  out:insert(typst_block("),"))
  local heat = kind.classes:includes("heat")
  each_body_row(tbl, function(row)
    local tall = row_lines(row, widths, length) > TALL
    if is_group(row) then
      out:extend(typst_cell("qpr-group", { tostring(#tbl.colspecs) }, row.cells[1], cell_room(1, length), tall))
      return
    end
    local call = is_total(row) and "qpr-total" or "qpr-cell"
    for i, cell in ipairs(row.cells) do
      local tone, room = heat and typst_tone(cell), cell_room(widths[i], length)
      out:extend(tone and typst_cell("qpr-heat", { typst_string(tone) }, cell, room, tall)
        or typst_cell(call, {}, cell, room, tall))
    end
  end)
  out:insert(typst_block(")"))
  return out
end

local function typst_chart(headline, source, alt, image)
  local hold = image.attributes["data-hold"] and ", hold: true" or ""
  -- image() stands here, not in report.typ: a path is relative to the file that names it
  local opening = string.format("#qpr-chart(image(%s, alt: %s, width: qpr-chart-width)%s",
    typst_string(figure_file(source)), typst_string(alt), hold)
  if #headline == 0 then return { typst_block(opening .. ")") } end
  return typst_bracket({ pandoc.Plain(headline) }, opening .. ", caption: [", "])")
end

local function typst_tiles(list)
  local out = pandoc.List({ typst_block("#qpr-tiles(") })
  for _, item in ipairs(list.content) do out:extend(typst_bracket(item, "[", "],")) end
  out:insert(typst_block(")"))
  return out
end

local function typst_div(div)
  for _, class in ipairs(div.classes) do
    local call = TYPST_BLOCKS[class]
    if class == "indicator-status" then space_out(div, pandoc.RawInline("typst", "#qpr-gap;")) end
    if call then return typst_bracket(div.content, "#" .. call .. "[", "]" .. typst_label(div.identifier)) end
    if class == "tiles" then
      local out = pandoc.List()
      for _, block in ipairs(div.content) do
        if block.t == "BulletList" then out:extend(typst_tiles(block)) else out:insert(block) end
      end
      return out
    end
  end
end

local function typst_inline(inlines, call)
  local out = pandoc.List({ pandoc.RawInline("typst", "#" .. call .. "[") })
  out:extend(inlines)
  out:insert(pandoc.RawInline("typst", "];"))  -- the semicolon ends the call: text such as "(" may follow
  return out
end

local function typst_span(span)
  local classes = span.classes
  if classes:includes("status") then
    local call = string.format("qpr-status(%s, %s)", typst_string(tone_of(classes)), typst_string(shape_of(classes) or ""))
    return typst_inline(span.content, call)
  elseif classes:includes("direction") then
    return typst_inline(span.content, string.format("qpr-direction(%s)", typst_string(way_of(classes) or "")))
  elseif classes:includes("figure") then
    return typst_inline(span.content, "qpr-figure")
  elseif classes:includes("caption") then
    return typst_inline(span.content, "qpr-caption")
  end
end

--- Puts a register and its section, from the nearest heading above it on, on pages turned sideways.
local function turn_registers(doc)
  local out = pandoc.List()
  for _, block in ipairs(doc.blocks) do
    if block.t == "Div" and block.classes:includes("register") then
      local start = #out + 1
      for i = #out, 1, -1 do
        if out[i].t == "RawBlock" or out[i].t == "Table" then break end
        if out[i].t == "Header" then
          if out[i].level > 1 then start = i end
          break
        end
      end
      out:insert(start, typst_block("#qpr-landscape["))
      out:insert(block)
      out:insert(typst_block("]"))
    else
      out:insert(block)
    end
  end
  doc.blocks = out
  return doc
end

--- A status that leads somewhere.
local function typst_link(link)
  local call = string.format("qpr-chip(%s, %s)", typst_string(tone_of(link.classes)), typst_string(shape_of(link.classes) or ""))
  return typst_inline({ link }, call)
end

local function typst_spark(image)
  return pandoc.RawInline("typst", string.format("#qpr-spark(image(%s, alt: %s, width: 100%%));",
    typst_string(figure_file(image.src)), typst_string(plain(image.caption))))
end

local typst = { table = typst_table, chart = typst_chart, div = typst_div, span = typst_span, link = typst_link, spark = typst_spark }

-- ---------------------------------------------------------------------------------------------------------
-- Word: content gets the named styles of reference.docx.

local WORD_BLOCKS = {
  hold = "Held Text",
  standfirst = "Standfirst",
  lede = "Lede",
  note = "Note",
  warning = "Warning",
  source = "Source",
  ["indicator-status"] = "Indicator Status",
}

-- Fonts without such a character take it from another font; the word beside it says the same.
local WORD_SHAPES = {
  circle = "\u{25CF}", triangle = "\u{25B2}", square = "\u{25A0}",
  diamond = "\u{25C6}", star = "\u{2605}", octagon = "\u{2BC3}",
}
local WORD_ARROWS = { improving = "\u{2191}", worsening = "\u{2193}", ["no-change"] = "\u{2192}" }
local WORD_TONES = { green = "Status Green", amber = "Status Amber", red = "Status Red", blue = "Status Blue", none = "Status None" }
local NO_BREAK_SPACE = "\u{A0}"
local EM_SPACE = "\u{2003}"

local function word_style(blocks, style, identifier)
  return pandoc.Div(blocks, pandoc.Attr(identifier or "", {}, { ["custom-style"] = style }))
end

local function word_raw(xml) return pandoc.RawBlock("openxml", xml) end

local function escape_xml(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

local TOTAL_CELL = '<w:tcBorders><w:top w:val="single" w:sz="6" w:color="12436D"/></w:tcBorders>'
local TEXT_WIDTH = 9411  -- twentieths of a point: A4 less two margins of 2.2 cm, as in reference.docx

--- The size of type of tables by their class: many columns have the smallest.
local WORD_SIZES = {
  heat = " Small", summary = " Small", register = " Small", wide = " Small",
  trend = " Dense", identity = " Dense", provenance = " Dense",
}

local TINTS = { green = "EAF4EE", amber = "FDF3E4", red = "FCEEED", blue = "E9F2FA", none = "EEF3F8" }

--- The shading of a cell that begins with a status; "" for others. Its span has its style by then.
local function word_tint(cell)
  local first = cell.contents[1] and cell.contents[1].content and cell.contents[1].content[1]
  local tone = first and first.t == "Span" and (first.attributes["custom-style"] or ""):match("^Status (%a+)$")
  return tone and string.format('<w:shd w:val="clear" w:color="auto" w:fill="%s"/>', TINTS[tone:lower()]) or ""
end

local tables_written = 0

--- The bookmark by which NVDA and JAWS know that a table's first column names its rows as the first row its columns
--- ("Title"), or that only the first row is a header ("ColumnTitle"); Word itself goes by the flags of the table's style.
local function word_headers_mark(kind)
  tables_written = tables_written + 1
  local id = 100000 + tables_written  -- far from the numbers that pandoc gives its own
  return string.format('<w:bookmarkStart w:id="%d" w:name="%s_%d"/><w:bookmarkEnd w:id="%d"/>',
    id, kind.row_headers and "Title" or "ColumnTitle", tables_written, id)
end

--- A table with what pandoc's own writer leaves out: the first-column flag, rows that are not cut in two,
--- a paragraph style for each kind of cell. As in Typst, the cells' content stays in the tree.
local function word_table(tbl, kind)
  local widths = page_widths(tbl, kind)
  local heat = kind.classes:includes("heat")
  local small = WORD_SIZES[kind.classes[1]] or ""
  local out = pandoc.List()
  if #tbl.caption.long > 0 then out:insert(word_style(tbl.caption.long, "Table Caption")) end
  local properties = string.format('<w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="5000" w:type="pct"/>'
      .. '<w:tblLayout w:type="fixed"/><w:tblLook w:val="%s" w:firstRow="1" w:lastRow="0" w:firstColumn="%s" '
      .. 'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="%s"/></w:tblPr>',
    kind.row_headers and "06A0" or "0620", kind.row_headers and "1" or "0", escape_xml(plain(tbl.caption.long)))
  local grid = {}
  for i = 1, #tbl.colspecs do
    grid[i] = string.format('<w:gridCol w:w="%d"/>', math.floor(widths[i] * TEXT_WIDTH))
  end
  out:insert(word_raw("<w:tbl>" .. properties .. "<w:tblGrid>" .. table.concat(grid) .. "</w:tblGrid>"))
  local mark = word_headers_mark(kind)
  --- A row that may be higher than a page must be cut in two: Word leaves out what a page has no room for.
  local function row_opening(row, properties)
    local tall = row_lines(row, widths, kind.line_length) > TALL
    return word_raw("<w:tr><w:trPr>" .. (tall and "" or "<w:cantSplit/>") .. properties .. "</w:trPr>")
  end
  local function add_row(row, base_style, row_properties, cell_properties)
    out:insert(row_opening(row, row_properties))
    for i, cell in ipairs(row.cells) do
      out:insert(word_raw(string.format('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>',
        math.floor(widths[i] * TEXT_WIDTH), heat and word_tint(cell) or cell_properties)))
      if mark then
        out:insert(word_raw(mark))
        mark = nil
      end
      local right = tostring(tbl.colspecs[i][1]) == "AlignRight" and " Right" or ""
      if plain(cell.contents) == "" then
        out:insert(word_raw("<w:p/>"))  -- pandoc leaves empty paragraphs out, and a cell without any breaks the table
      else
        out:insert(word_style(cell.contents, base_style .. right .. small))
      end
      out:insert(word_raw("</w:tc>"))
    end
    out:insert(word_raw("</w:tr>"))
  end
  for _, row in ipairs(tbl.head.rows) do add_row(row, "Table Heading", "<w:tblHeader/>", "") end
  each_body_row(tbl, function(row)
    if is_group(row) then
      out:insert(row_opening(row, ""))
      out:insert(word_raw(string.format('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/></w:tcPr>',
        TEXT_WIDTH, #tbl.colspecs)))
      out:insert(word_style(row.cells[1].contents, "Table Group" .. small))
      out:insert(word_raw("</w:tc></w:tr>"))
      return
    end
    local total = is_total(row)
    add_row(row, total and "Table Total" or "Table Text", "", total and TOTAL_CELL or "")
  end)
  out:insert(word_raw("</w:tbl>"))
  return out
end

local WORD_CHART = 0.78  -- of the text width
local WORD_CHART_HEIGHT = 11300  -- at most, in twentieths of a point: about four fifths of a page

local function word_chart(headline, source, alt)
  local width, height = svg_size(source .. ".svg")
  local share = WORD_CHART
  if width then share = math.min(share, WORD_CHART_HEIGHT * width / height / TEXT_WIDTH) end
  local attributes = { width = string.format("%d%%", math.floor(share * 100)) }
  local image = pandoc.Image({ pandoc.Str(alt) }, figure_file(source), "", pandoc.Attr("", {}, attributes))
  local blocks = {}
  if #headline > 0 then blocks[1] = word_style({ pandoc.Para(headline) }, "Chart Caption") end
  blocks[#blocks + 1] = word_style({ pandoc.Para({ image }) }, "Chart")
  return blocks
end

local function word_div(div)
  for _, class in ipairs(div.classes) do
    if class == "indicator-status" then space_out(div, pandoc.Str(EM_SPACE)) end
    if WORD_BLOCKS[class] then return { word_style(div.content, WORD_BLOCKS[class], div.identifier) } end
    if class == "tiles" then
      local tiles = pandoc.List()
      for _, block in ipairs(div.content) do
        for _, item in ipairs(block.t == "BulletList" and block.content or {}) do
          tiles:insert(pandoc.Para(pandoc.utils.blocks_to_inlines(item)))
        end
      end
      return { word_style(tiles, "Tile") }
    end
  end
end

local function word_span(span)
  local classes, style, mark = span.classes, nil, nil
  if classes:includes("status") then
    style, mark = WORD_TONES[tone_of(classes)], WORD_SHAPES[shape_of(classes)]
  elseif classes:includes("direction") then
    style, mark = "Direction", WORD_ARROWS[way_of(classes)]
  elseif classes:includes("figure") then
    style = "Tile Figure"
  elseif classes:includes("caption") then
    style = "Tile Caption"
  else
    return nil
  end
  local content = pandoc.List()
  if mark then content:insert(pandoc.Str(mark .. NO_BREAK_SPACE)) end
  content:extend(span.content)
  return pandoc.Span(content, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

--- A status that leads somewhere: its shape, then the link.
local function word_link(link)
  local mark = WORD_SHAPES[shape_of(link.classes)]
  if not mark then return { link, pandoc.Str(EM_SPACE) } end
  local style = { ["custom-style"] = WORD_TONES[tone_of(link.classes)] }
  link = link:walk({ Space = function() return pandoc.Str(NO_BREAK_SPACE) end })  -- never cut in two
  return { pandoc.Span({ pandoc.Str(mark .. NO_BREAK_SPACE) }, pandoc.Attr("", {}, style)), link, pandoc.Str(EM_SPACE) }
end

local function word_spark(image)
  return pandoc.Image(image.caption, figure_file(image.src), "", pandoc.Attr("", {}, { width = "0.62in" }))
end

--- The cover in Word is pandoc's title block: the report's own facts go where pandoc prints them.
local function word_cover(meta)
  if meta.paper then return nil end  -- a paper has no cover
  meta.author = meta.organisation or meta.author
  meta.date = meta.quarter or meta.date
  local about = pandoc.List()
  for _, fact in ipairs({ meta["draft-words"] or false, meta.notice or false, meta["as-of"] or false, meta.provisional or false, meta.edition or false }) do
    if fact then about:insert(pandoc.Para(pandoc.utils.type(fact) == "Blocks" and pandoc.utils.blocks_to_inlines(fact) or fact)) end
  end
  if #about > 0 then
    meta.abstract = pandoc.MetaBlocks(about)
    meta["abstract-title"] = pandoc.MetaInlines({ pandoc.Str("About this edition") })
  end
  return meta
end

--- The name pandoc's Word writer gives the bookmark of an identifier.
local function bookmark(identifier)
  if identifier:match("^%a") and #identifier <= 40 then return identifier end
  return "X" .. pandoc.utils.sha1(identifier):sub(2)
end

--- A table of contents with its entries written out as links, so that it can be read before Word has updated it
--- (pandoc's own is empty until then). Word adds dots and page numbers when it does; until then no dots lead to nothing.
--- Wants pandoc's `--toc` off; where it is on, one table of contents is enough.
local function word_contents(doc)
  if PANDOC_WRITER_OPTIONS.table_of_contents or doc.meta.paper then return nil end
  local headings = doc.blocks:filter(function(block)
    return block.t == "Header" and block.level <= 2 and block.identifier ~= ""
  end)
  if #headings < 2 then return nil end
  local out = pandoc.List({ word_style({ pandoc.Para({ pandoc.Str("Contents") }) }, "TOC Heading") })
  for i, heading in ipairs(headings) do
    local start = i > 1 and "" or '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
      .. 'xml:space="preserve">TOC \\o &quot;1-2&quot; \\h \\z \\u</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    local stop = i < #headings and "" or '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    local anchor = escape_xml(bookmark(heading.identifier))
    out:insert(word_raw(string.format('<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>%s<w:hyperlink w:anchor="%s" w:history="1">'
        .. '<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:hyperlink>%s</w:p>',
      heading.level, start, anchor, escape_xml(plain(heading.content)), stop)))
  end
  out:extend(doc.blocks)
  doc.blocks = out
  return doc
end

local word = { table = word_table, chart = word_chart, div = word_div, span = word_span, link = word_link, spark = word_spark }

-- ---------------------------------------------------------------------------------------------------------
-- The walk

local writer = is_html and html or is_typst and typst or is_docx and word or nil
if not writer then return {} end

--- About how many characters of a table fit on a line: small type has more, and in a PDF a register lies sideways.
local function line_length(classes)
  if classes:includes("register") then return is_typst and 170 or 110 end
  return (classes:includes("summary") or classes:includes("wide")) and 105 or 90
end

--- What the writers need to know about a table: its classes, widths, and whether its rows have headers.
local function describe(tbl, div)
  local classes = div and without(div.classes, "table") or pandoc.List()
  local about = div and div.attributes or {}
  local tools = pandoc.List()  -- what site/tables.js reads in the header cells
  for _, one in ipairs({ { "sorts", " ", "sort" }, { "orders", ";", "order" }, { "filters", " ", "filter" } }) do
    if about[one[1]] then tools:insert({ name = "data-" .. one[3], each = split(about[one[1]], one[2]) }) end
  end
  return {
    classes = classes,
    widths = div and read_widths(div.attributes.widths, #tbl.colspecs),
    line_length = line_length(classes),
    estimate = estimate_widths(tbl, line_length(classes)),
    row_headers = div ~= nil and not classes:includes("plain"),
    paired = div ~= nil and div.attributes["data-paired"] ~= nil,
    about = about,
    tools = tools,
  }
end

local function dress_div(div)
  if div.classes:includes("table") then
    local blocks = pandoc.List()
    for _, block in ipairs(div.content) do
      if block.t == "Table" then
        blocks:extend(writer.table(block, describe(block, div)))
      else
        blocks:insert(block)
      end
    end
    return blocks, false
  end
  if writer.div then return writer.div(div) end
end

local function dress_chart(block)
  local headline, source, alt, image = chart_parts(block)
  if headline then return writer.chart(headline, source, alt, image), false end
end

local filters = {
  {
    Link = function(link)
      local file = file_target(link.target)
      if file and not is_html then return link.content end
      link.target = file or link.target
      link.target = page_target(link.target) or link.target
      if writer.link and link.classes:includes("status") then return writer.link(link) end
      return link
    end,
    Image = function(image)
      if image.classes:includes("spark") then return writer.spark(image) end
    end,
    Span = writer.span,
    Div = function(div)
      if not is_html and (div.classes:includes("download") or div.classes:includes("other-editions")) then return {} end
    end,
  },
}
if not is_html then filters[#filters + 1] = { Blocks = hold_charts } end
if is_typst then filters[#filters + 1] = { Blocks = pair_tables, Pandoc = turn_registers } end
filters[#filters + 1] = {
  traverse = "topdown",
  Div = dress_div,
  Table = function(tbl) return writer.table(tbl, describe(tbl, nil)), false end,
  Figure = dress_chart,
  Para = dress_chart,
}
if is_typst then
  filters[#filters + 1] = typst_words(30)
  filters[#filters + 1] = { Str = typst_mark, Meta = typst_meta }
end
if is_docx then
  filters[#filters + 1] = { Meta = word_cover, Pandoc = word_contents }
end
return filters
