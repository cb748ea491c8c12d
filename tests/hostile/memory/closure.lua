-- A counter in a function of a function.
local function counter()
  local n = 0
  return function()
    n = n + 1
    return n
  end
end
return counter()
