-- A finalizer that never ends.
-- harm: cpu
setmetatable({}, {__gc = function() while true do end end})
collectgarbage()
