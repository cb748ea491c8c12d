-- Finalizers that make more of their kind.
-- harm: cpu
local t = {}
local m = {}
m.__gc = function()
  for i = 1, 2 do t[#t + 1] = ("x"):rep(10000) .. #t setmetatable({}, m) end
end
setmetatable({}, m)
while true do collectgarbage() end
