-- The code of a function, changed byte by byte.
-- harm: crash
local code = string.dump(function(a)
  local t = {a, 2, 3}
  for i = 1, #t do t[i] = t[i] .. "x" end
  return t, function() return a, t end
end)
for i = 30, #code do
  for _, b in ipairs({0, 1, 127, 128, 255}) do
    local f = load(code:sub(1, i - 1) .. string.char(b) .. code:sub(i + 1), "x", "b")
    if f then pcall(f, 1) end
  end
end
