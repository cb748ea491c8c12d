-- An error whose text never ends.
-- harm: cpu
error(setmetatable({}, {__tostring = function() while true do end end}))
