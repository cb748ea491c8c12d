-- How much memory is in use.
local kept = {}
return function()
  kept[#kept + 1] = ("x"):rep(1000) .. #kept
  return collectgarbage("count")
end
