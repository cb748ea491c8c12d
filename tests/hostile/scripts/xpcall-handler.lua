-- A message handler that never ends.
-- harm: cpu
xpcall(error, function() while true do end end)
