-- One bit: the sign of nothing.
local n = 0.0
return function()
  local was = tostring(1 / n)
  n = -0.0
  return was
end
