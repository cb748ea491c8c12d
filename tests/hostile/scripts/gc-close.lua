-- A finalizer that runs when the state closes.
-- harm: cpu
setmetatable({}, {__gc = function() while true do end end})
