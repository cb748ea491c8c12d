-- One bit: whether a number is whole.
local n = 1
return function()
  local was = tostring(n)
  n = 1.0
  return was
end
