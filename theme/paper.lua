-- paper.lua: what a paper for a meeting has beyond a report; it runs before report.lua, for papers alone.
--
--   ::: {.entries}    paragraphs such as "**To:** Cabinet": the label in a column of its own
--   ::: {.numbered}   paragraphs such as "2.1 Text": the number hangs in the margin of the text

local is_typst = FORMAT:match("typst") ~= nil
local is_docx = FORMAT:match("docx") ~= nil

--- The first inline of a paragraph and the rest, without the space between them.
local function split(paragraph)
  local rest = pandoc.List(paragraph.content)
  local first = rest:remove(1)
  if rest[1] and rest[1].t == "Space" then rest:remove(1) end
  return first, rest
end

local function typst_item(paragraph, call)
  local first, rest = split(paragraph)
  local out = pandoc.List({ pandoc.RawInline("typst", "#" .. call .. "["), first, pandoc.RawInline("typst", "][") })
  out:extend(rest)
  out:insert(pandoc.RawInline("typst", "]"))
  return pandoc.Para(out)
end

local function word_item(paragraph)
  local first, rest = split(paragraph)
  local out = pandoc.List({ first, pandoc.RawInline("openxml", "<w:r><w:tab/></w:r>") })
  out:extend(rest)
  return pandoc.Para(out)
end

local CALLS = { entries = "paper-entry", numbered = "paper-numbered" }
local STYLES = { entries = "Entry", numbered = "Numbered" }

local function dress(div)
  for _, class in ipairs(div.classes) do
    if CALLS[class] then
      local out = pandoc.List()
      for _, block in ipairs(div.content) do
        if block.t ~= "Para" then
          out:insert(block)
        elseif is_typst then
          out:insert(typst_item(block, CALLS[class]))
        else
          out:insert(word_item(block))
        end
      end
      if is_typst then return out end
      return pandoc.Div(out, pandoc.Attr("", {}, { ["custom-style"] = STYLES[class] }))
    end
  end
end

if not (is_typst or is_docx) then return {} end
return { { Div = dress } }
