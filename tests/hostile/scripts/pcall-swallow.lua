-- Errors of the budget are caught.
-- harm: cpu
while true do pcall(function() while true do end end) end
