-- A counter behind a metatable.
local m = {n = 0}
local t = setmetatable({}, {__index = m})
return function()
  m.n = t.n + 1
  return t.n
end
