-- Whether something has been collected.
local weak = setmetatable({}, {__mode = "k"})
weak[{}] = true
return function()
  for _ = 1, 100000 do local _ = {} end
  local n = 0
  for _ in pairs(weak) do n = n + 1 end
  local was = tostring(n) .. tostring(weak.seen)
  weak.seen = true
  return was
end
